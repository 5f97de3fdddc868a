"""Random rows are read back as they were written, and a damaged byte spoils only its record."""

import gzip
import io

from hypothesis import example, given
from hypothesis import strategies as st

from movielytics.landing.records import Limits
from support.bytes_zone import check_record, dataset, records_of

THREE = dataset("a", "b", "c")
LINES = dataset("a", "b", "c", lines=True)
SMALL = Limits(max_unpacked_bytes=100_000, max_record_bytes=1_000)
HEAD = b"a,b,c\n"


TEXT = st.text(st.sampled_from('ab ,"\\\n\r\t;é映\u2028\ufffd'), max_size=8)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
ROW = st.lists(TEXT, min_size=3, max_size=3)


def csv_line(row: list[str], quoted: list[bool], end: str) -> str:
    """Return a row as RFC 4180 writes it; Python's own writer leaves a CR without quotes if lines end with LF."""
    fields = (
        '"' + field.replace('"', '""') + '"' if always or any(character in field for character in '",\r\n') else field
        for field, always in zip(row, quoted, strict=True)
    )
    return ",".join(fields) + end


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[bytes, str, list[tuple[int, int, list[str]]]]:
    """Rows in a random allowed dialect: the content, the file's name, and the records that must be read."""
    out = io.StringIO(newline="")
    out.write(draw(st.sampled_from(["", "\ufeff"])) + "".join(draw(st.lists(ENDS, max_size=2))))
    out.write("a,b,c" + draw(ENDS))
    expected = []
    for row in draw(st.lists(ROW, max_size=8)):
        blank = draw(st.sampled_from(["", "", "\n", " \t\r\n"]))
        out.write(blank)
        first = line_count(out.getvalue()) + 1
        out.write(csv_line(row, draw(st.lists(st.booleans(), min_size=3, max_size=3)), draw(ENDS)))
        expected.append((first, line_count(out.getvalue()) - first + 1, row))
    text = out.getvalue()
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    content = text.encode()
    if draw(st.booleans()):
        cut = draw(st.integers(0, len(content)))
        return gzip.compress(content[:cut], 1) + gzip.compress(content[cut:], 1), "file.csv.gz", expected
    return content, "file.csv", expected


def line_count(text: str) -> int:
    """Return the number of line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@given(deliveries())
def test_rows_in_any_dialect_are_read_back(delivery: tuple[bytes, str, list[tuple[int, int, list[str]]]]) -> None:
    content, path, expected = delivery
    found = records_of(content, THREE, path)
    assert [(record.first_line, record.line_count, record.fields) for record in found] == expected


# Without line breaks in fields, so that every line is known to begin a record.
PLAIN_ROW = st.lists(st.text(st.sampled_from('ab ,"\\é'), max_size=6), min_size=3, max_size=3)
DAMAGE = st.sampled_from([*(bytes([byte]) for byte in b'"\\,\n\r\0\x7f\xff x'), b""])


@given(st.lists(PLAIN_ROW, min_size=1, max_size=8), st.integers(0, 10_000), DAMAGE)
@example([["a", 'b"', "c"]] * 3, 8, b'"')
@example([["a", "b, ", "c"]] * 3, 3, b'"')
def test_a_damaged_byte_spoils_only_its_record(rows: list[list[str]], position: int, byte: bytes) -> None:
    lines = []
    for row in rows:
        lines.append(csv_line(row, [True] * 3, "\n").encode())
    content = b"".join(lines)
    position %= len(content)
    damaged = content[:position] + byte + content[position + 1 :]
    hit = next(number for number in range(len(lines)) if sum(map(len, lines[: number + 1])) > position)
    clean, found = records_of(HEAD + content, THREE), records_of(HEAD + damaged, THREE)
    for record in found:
        check_record(record)
    assert found[:hit] == clean[:hit]
    # After the damaged record, or a malformed one that covers more lines, all records are unchanged.
    shift = line_count(damaged.decode("latin-1")) - line_count(content.decode("latin-1"))
    touched = [record for record in found[hit:] if record.first_line <= hit + 2 + max(shift, 0)]
    resumed = max(record.first_line + record.line_count for record in touched) if touched else hit + 3 + shift
    later = [(record.first_line + shift, record.fields) for record in clean if record.first_line + shift >= resumed]
    assert [(record.first_line, record.fields) for record in found if record.first_line >= resumed] == later
    assert sum(record.line_count for record in found) <= line_count(damaged.decode("latin-1")) + 1
