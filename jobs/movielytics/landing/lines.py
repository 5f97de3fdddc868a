"""The physical lines of a delivered file for ``csv.reader``, with each record's line numbers and size."""

from typing import TextIO

from movielytics.landing.content import BLANK
from movielytics.landing.header import Header
from movielytics.landing.malformed import has_more_fields, too_many_fields
from movielytics.reasons import Code

LONG_LINE = 1024 * 1024
"""Bytes of a line from which its fields are counted before it is parsed."""
CONTROL_BYTES = bytes(set(range(0x20)) - set(b"\t\r\n")) + b"\x7f"
LINE_ENDS = ("\n", "\r")


class TooLargeError(Exception):
    """A record is too large to be parsed."""

    def __init__(self, code: Code, detail: str) -> None:
        """Store the reason."""
        self.code, self.detail = code, detail


class RecordLines:
    """An iterator over the lines after the header that keeps the lines of the current record.

    Attributes:
        taken: the lines of the current record, with their ends.
        first: the number of its first line in the file, from 1.
        count: the number of lines that it covers.
        unusable: whether it contains a control character or undecodable bytes.
    """

    def __init__(self, text: TextIO, header: Header, max_bytes: int, max_columns: int) -> None:
        """Skip the header. A record of more than ``max_bytes`` or ``max_columns`` raises TooLargeError."""
        self._text, self._header, self._max_bytes, self._max_columns = text, header, max_bytes, max_columns
        self._longest = max_bytes + 1  # characters; a character takes at least one byte
        self._held: str | None = None
        self._bytes = 0
        self.taken: list[str] = []
        self.first = 1
        self.count = header.line
        self.unusable = False
        for _ in range(header.line):
            text.readline()  # needs no limit: read_header bounds these lines

    def begin(self) -> list[str]:
        """Begin the next record; return the list that its lines will be added to."""
        self.first += self.count
        self.count = self._bytes = 0
        self.unusable = False
        self.taken = []
        return self.taken

    def __iter__(self) -> "RecordLines":
        """Return the iterator itself."""
        return self

    def __next__(self) -> str:
        """Return the next line of the record."""
        if self.count and self._header.lines:
            raise StopIteration
        line = self._read()
        if not self.count:
            while line.isspace() and self._is_blank(line):
                self.first += 1
                line = self._read()
        if not line:
            raise StopIteration
        self.count += 1
        self.taken.append(line)
        # This runs for every line, so it must be fast: a regular expression would take five times as long.
        try:
            data = line.encode()
        except UnicodeEncodeError:
            data = line.encode(errors="surrogateescape")
            self.unusable = True
        size = len(data)
        if len(data.translate(None, CONTROL_BYTES)) != size:
            self.unusable = True
        self._bytes += size
        if size > LONG_LINE or self._bytes > self._max_bytes:
            self._check_size(size)
        return line

    def skip_record(self, max_lines: int) -> bool:
        """Skip the rest of a record that is too large: read to the first line end outside quotes without keeping it.

        Return False as soon as the record covers more than ``max_lines`` lines.
        """
        line = self.taken[-1]
        quotes = sum(line.count('"') for line in self.taken)
        while not line.endswith(LINE_ENDS) or (quotes % 2 and not self._header.lines):
            ended = line.endswith(LINE_ENDS)
            line = self._read()
            if not line:
                break
            self.count += ended
            if self.count > max_lines:
                return False
            quotes += line.count('"')
        return True

    def _check_size(self, size: int) -> None:
        """Raise TooLargeError if the record is too large or has too many fields. Its last line has ``size`` bytes."""
        if size > LONG_LINE and has_more_fields("".join(self.taken), self._max_columns):
            code, detail, _ = too_many_fields(self._header, self._max_columns)
            raise TooLargeError(code, detail)
        if self._bytes > self._max_bytes:
            raise TooLargeError(Code.RECORD_TOO_LARGE, f"more than {self._max_bytes:,} bytes")

    def _is_blank(self, line: str) -> bool:
        """Return whether a whole line is blank; ``isspace`` also accepts control characters and other spaces."""
        return len(line) < self._longest and not line.strip(BLANK)

    def _read(self) -> str:
        """Return the next line with its end, or the next piece of a longer one; empty at the end of the file."""
        if self._held is not None:
            line, self._held = self._held, None
        else:
            line = self._text.readline(self._longest)
        if len(line) == self._longest and line[-1] == "\r":  # it may be half of a CRLF
            following = self._text.readline(self._longest)
            if following == "\n":
                return line + following
            self._held = following
        return line
