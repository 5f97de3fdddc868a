"""The records of a delivered CSV file: fields or a problem, with the lines of the file that each covers.

The standard library's strict ``csv.reader`` parses them (RFC 4180). A line ends with LF, CRLF or CR, in any mixture. A
record ends at the first line end outside quotes. Between records, a line of only spaces and tabs is blank: it is
skipped and not counted. A malformed record covers the lines that the parser read for it; reading resumes on the next
line. Memory is bounded by the largest record, whatever the file contains.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from movielytics.errors import LandingError
from movielytics.landing.content import as_text, open_text
from movielytics.landing.header import MAX_COLUMNS, Header
from movielytics.landing.lines import RecordLines, TooLargeError
from movielytics.landing.malformed import (
    explain_characters,
    explain_count,
    explain_quoting,
    explain_spaced_quote,
    is_backslash_quoted,
    storable,
)
from movielytics.landing.zone import LandingFile, Zone
from movielytics.reasons import Code

LONGEST_CUT = 10_000
"""Most characters that are kept of the raw text of a record that is too large to be parsed."""
MALFORMED = frozenset({Code.QUOTING, Code.BACKSLASH_QUOTING, Code.COLUMN_COUNT, Code.RECORD_TOO_LARGE})
"""The codes of malformed records. Such a record counts as the lines that it covers, any other as one row."""


@dataclass(frozen=True)
class Limits:
    """Limits on the memory and the time that a file can take.

    Attributes:
        max_unpacked_bytes: largest content of a gzip file, in bytes.
        max_record_bytes: largest record, in bytes of UTF-8 with its line endings.
        max_columns: most fields of a record.
        max_malformed_lines: most lines that a malformed record may cover; one that covers more fails the load.
    """

    max_unpacked_bytes: int
    max_record_bytes: int = 16 * 1024 * 1024
    max_columns: int = MAX_COLUMNS
    max_malformed_lines: int = 100


class Record(NamedTuple):
    r"""One data record. A named tuple, because making one takes a third of the time of a frozen dataclass.

    Attributes:
        first_line: the line of the file that it begins on, from 1.
        line_count: the number of lines that it covers.
        fields: its fields, as many as the header has; None if ``code`` is set.
        raw: its text as delivered, without the line ending; NUL and undecodable bytes are written as ``\x00`` and
            ``\xe9``. If the record is too large to be parsed, its first ``LONGEST_CUT`` characters.
        code: why it cannot be used; None if it can.
        detail: what is wrong with it, in words; empty if nothing is.
        column: the column that is to blame, as delivered; None if no single one is.
    """

    first_line: int
    line_count: int
    fields: list[str] | None
    raw: str
    code: Code | None = None
    detail: str = ""
    column: str | None = None


def read_records(zone: Zone, file: LandingFile, header: Header, limits: Limits) -> Iterator[Record]:
    """Yield the records of ``file`` after its header.

    Raises:
        LandingError: the gzip content is damaged or too large, or a malformed record covers too many lines.
        FileChangedError: the file changed while it was read.
    """
    # The csv module has one limit per process, so it may be larger than this file's. RecordLines checks this file's
    # limit first.
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_record_bytes))
    try:
        with open_text(zone, file, limits.max_unpacked_bytes) as text:
            lines = RecordLines(text, header, limits.max_record_bytes, limits.max_columns)
            yield from _Reader(file, header, limits, lines).records()
    except LandingError:
        zone.read(file, 0, 1)  # raises FileChangedError if a replaced file may have caused the problem
        raise


def parse_lines(lines: list[bytes], file: LandingFile, header: Header, limits: Limits) -> Iterator[Record]:
    """Yield one record per line; its ``first_line`` is the position in ``lines``, from 1.

    The lines are not blank and have no line ends.
    """
    text = as_text(io.BytesIO(b"\n".join(lines)))
    alone = replace(header, line=0, lines=True)
    return _Reader(file, alone, limits, RecordLines(text, alone, limits.max_record_bytes, limits.max_columns)).records()


@dataclass(frozen=True)
class _Reader:
    file: LandingFile
    header: Header
    limits: Limits
    lines: RecordLines

    def records(self) -> Iterator[Record]:
        lines, width = self.lines, len(self.header.names)
        reader = csv.reader(lines, strict=True)
        while True:
            taken = lines.begin()
            try:
                fields = next(reader)
            except StopIteration:
                return
            except (csv.Error, TooLargeError) as error:
                yield self._malformed(error)
                reader = csv.reader(lines, strict=True)  # the state of a reader that raised an error is undefined
                continue
            raw = ("".join(taken) if len(taken) > 1 else taken[0]).rstrip("\r\n")
            if len(fields) != width:
                yield self._unusable(raw, *explain_count(taken, self.header, len(fields), self.limits.max_columns))
            elif lines.unusable:
                yield self._unusable(raw, *explain_characters(fields, self.header))
            elif reason := explain_spaced_quote(raw, self.header):
                yield self._unusable(raw, *reason)
            else:
                yield Record(lines.first, lines.count, fields, raw)

    def _malformed(self, error: Exception) -> Record:
        """Return the record that the parser rejected."""
        taken = self.lines.taken
        if not isinstance(error, TooLargeError):
            return self._unusable("".join(taken).rstrip("\r\n"), *explain_quoting(taken, self.header))
        if not self.lines.skip_record(self.limits.max_malformed_lines):
            raise self._covers_too_much(f"at least {self.lines.count:,}", error.detail)
        return self._unusable(taken[0].rstrip("\r\n")[:LONGEST_CUT], error.code, error.detail)

    def _unusable(self, raw: str, code: Code, detail: str, column: str | None = None) -> Record:
        if code in MALFORMED and self.lines.count > self.limits.max_malformed_lines:
            raise self._covers_too_much(f"{self.lines.count:,}", detail)
        return Record(self.lines.first, self.lines.count, None, storable(raw), code, detail, column)

    def _covers_too_much(self, count: str, detail: str) -> LandingError:
        remedy = "usually a quote on that line is not closed: correct it and deliver the file again"
        if is_backslash_quoted(self.lines.taken, self.header):
            remedy = (
                "quotes are escaped with backslashes: double each quote instead, as RFC 4180 says; "
                'with Spark, write the file with .option("escape", "\\"")'
            )
        place = f"{self.file.shown}, line {self.lines.first}"
        return LandingError(f"{place}: a malformed record covers {count} lines ({detail}); {remedy}")
