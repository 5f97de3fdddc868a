"""Query the quarantine: its entries, and the kinds of problems with an example of each."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from movielytics.reasons import MEANINGS, Code, Meaning
from movielytics.warehouse.snapshot import Row, Snapshot

EVERY = 2**31 - 1
"""A limit that no listing reaches."""

# Select the kinds that are shown first, then an example of each: otherwise millions of wide details and rows would be
# sorted.
_KINDS = """
WITH groups AS (
    SELECT
        dataset,
        file,
        code,
        column_name,
        CAST(SUM(line_count) AS BIGINT) AS row_count,
        MIN(first_line) AS first_line
    FROM {source}
    WHERE {condition}
    GROUP BY
        dataset,
        file,
        code,
        column_name
),
ranked AS (
    SELECT
        dataset,
        file,
        code,
        column_name,
        first_line,
        CAST(SUM(row_count) OVER (PARTITION BY {kind}) AS BIGINT) AS row_count,
        ROW_NUMBER() OVER (PARTITION BY {kind} ORDER BY file) AS place
    FROM groups
),
shown AS (
    SELECT
        ranked.*,
        COUNT(*) OVER () AS kinds
    FROM ranked
    WHERE place = 1
    ORDER BY
        row_count DESC,
        dataset,
        file,
        code,
        COALESCE(column_name, '')
    LIMIT %(limit)s
)
SELECT
    shown.dataset,
    shown.file,
    shown.code,
    shown.column_name,
    shown.row_count,
    shown.first_line,
    MIN(entries.detail) AS detail,
    MIN(LEFT(entries.raw, %(raw)s)) AS raw,
    shown.kinds
FROM shown
INNER JOIN {source} AS entries
    ON
        shown.dataset = entries.dataset
        AND shown.file = entries.file
        AND shown.code = entries.code
        AND COALESCE(shown.column_name, '') = COALESCE(entries.column_name, '')
        AND shown.first_line = entries.first_line
GROUP BY
    shown.dataset,
    shown.file,
    shown.code,
    shown.column_name,
    shown.row_count,
    shown.first_line,
    shown.kinds
ORDER BY
    shown.row_count DESC,
    shown.dataset,
    shown.file,
    shown.code,
    COALESCE(shown.column_name, '')
"""

_ENTRIES = """
SELECT
    dataset,
    file,
    fingerprint,
    run_id,
    first_line,
    line_count,
    code,
    column_name,
    detail,
    raw,
    quarantined_at
FROM {source}
WHERE {condition}
ORDER BY
    dataset,
    file,
    first_line,
    quarantined_at
LIMIT %(limit)s
"""

_TOTALS = """
SELECT
    COUNT(*) AS entries,
    CAST(COALESCE(SUM(line_count), 0) AS BIGINT) AS row_count,
    COUNT(DISTINCT file) AS files
FROM {source}
WHERE {condition}
"""


@dataclass(frozen=True)
class Filter:
    """Which entries to read; None means any.

    Attributes:
        dataset: the landing dataset.
        file: the path relative to the landing zone.
        code: the kind of problem.
        run_id: the run that rejected the row.
        history: whether to include the entries of replaced deliveries.
    """

    dataset: str | None = None
    file: str | None = None
    code: str | None = None
    run_id: str | None = None
    history: bool = False

    @property
    def given(self) -> dict[str, str]:
        """The column and value of each condition."""
        return {name: value for name, value in asdict(self).items() if isinstance(value, str)}

    @property
    def source(self) -> str:
        """The table or view to read."""
        return "quarantine.rejected_rows" if self.history else "quarantine.rows"

    @property
    def condition(self) -> str:
        """The conditions as SQL with named parameters."""
        return " AND ".join(f"{column} = %({column})s" for column in self.given) or "TRUE"


@dataclass(frozen=True)
class Kind:
    """Rows with the same reason.

    Attributes:
        dataset: the landing dataset.
        file: the file of the example.
        code: the kind of problem.
        column_name: the column as the file names it; None if the row as a whole is malformed.
        row_count: how many rows; a malformed record counts as the number of lines that it covers.
        first_line: the line of ``file`` on which the example begins.
        detail: what is wrong with the example.
        raw: the beginning of the example as delivered.
    """

    dataset: str
    file: str
    code: str
    column_name: str | None
    row_count: int
    first_line: int
    detail: str
    raw: str

    @property
    def meaning(self) -> Meaning:
        """What the code means."""
        return meaning(self.code)


@dataclass(frozen=True)
class Kinds:
    """The most frequent kinds, and how many more there are."""

    rows: list[Kind]
    left_out: int


@dataclass(frozen=True)
class Totals:
    """The number of entries, of the rows that they count as, and of the files that they come from."""

    entries: int
    row_count: int
    files: int


def meaning(code: str) -> Meaning:
    """Return what a stored code means; the meaning of a code that this version does not know is the code itself."""
    return MEANINGS[Code(code)] if code in set(Code) else Meaning(code)


def kinds(warehouse: Snapshot, wanted: Filter, *, by_file: bool, limit: int = EVERY, raw: int = 200) -> Kinds:
    """Return the kinds of reasons, the most frequent one first.

    Args:
        warehouse: where to read.
        wanted: which entries.
        by_file: whether the same reason in two files counts as two kinds; otherwise the example comes from the first
            file by name.
        limit: the largest number of kinds.
        raw: the largest length of an example's row, in characters; a longer row is cut.
    """
    kind = "dataset, code, column_name, file" if by_file else "dataset, code, column_name"
    query = _KINDS.format(source=wanted.source, condition=wanted.condition, kind=kind)
    found = warehouse.rows(query, {**wanted.given, "limit": limit, "raw": raw})
    total = found[0]["kinds"] if found else 0
    return Kinds([_kind(row) for row in found], total - len(found))


def _kind(row: Row) -> Kind:
    return Kind(**{name: value for name, value in row.items() if name != "kinds"})


def entries(warehouse: Snapshot, wanted: Filter, limit: int = EVERY) -> Iterator[Row]:
    """Yield the entries with all columns of ``quarantine.rows``, sorted by dataset, file and line."""
    query = _ENTRIES.format(source=wanted.source, condition=wanted.condition)
    return warehouse.stream(query, {**wanted.given, "limit": limit})


def totals(warehouse: Snapshot, wanted: Filter) -> Totals:
    """Count the entries."""
    query = _TOTALS.format(source=wanted.source, condition=wanted.condition)
    found: dict[str, Any] = warehouse.row(query, wanted.given)
    return Totals(**found)
