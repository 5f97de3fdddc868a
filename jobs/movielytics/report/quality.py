"""What the report says of the loads, the quality of the data and the quarantine."""

from dataclasses import dataclass

from movielytics.report import wording
from movielytics.report.snapshot import Row, Snapshot

SHOWN_FILES = 100
SHOWN_KINDS = 50
EXAMPLE = 200

_LOADS = """
SELECT
    table_name, file, rows_read AS read, rows_staged AS staged, rows_superseded AS superseded,
    rows_quarantined AS quarantined, rows_waiting AS waiting, rows_inserted AS inserted, rows_updated AS updated,
    rows_unchanged AS unchanged, published_at, COUNT(*) OVER () AS files
"""

_LATEST_LOADS = """
latest_loads AS (
    SELECT *
    FROM (
        SELECT loads.*, ROW_NUMBER() OVER (PARTITION BY table_name, file ORDER BY published_at DESC) AS age
        FROM audit.loads AS loads
        WHERE published_at IS NOT NULL
    ) AS ranked
    WHERE age = 1
)
"""

_NUMBERS = """
SELECT
    (SELECT COUNT(*) FROM movies.genre) AS genres,
    (SELECT MAX(month) FROM movies.cpi) AS prices_until,
    (SELECT MAX(published_at) FROM audit.loads) AS published_at,
    (SELECT COUNT(DISTINCT movie_id) FROM movies.movie_genre) AS movies_with_genre,
    movie_numbers.*,
    rating_numbers.*,
    quarantine_numbers.*
FROM (
    SELECT
        COUNT(*) AS movies,
        COUNT(release_date) AS dated,
        COUNT(CASE WHEN revenue > 0 THEN 1 END) AS earning,
        SUM(revenue) AS revenue,
        MIN(EXTRACT(YEAR FROM release_date)) AS first_year,
        MAX(EXTRACT(YEAR FROM release_date)) AS last_year
    FROM movies.movies
) AS movie_numbers
CROSS JOIN (
    SELECT COALESCE(SUM(ratings), 0) AS ratings, COUNT(*) AS rated, SUM(stars) / SUM(ratings) AS average_rating
    FROM marts.rating_totals
) AS rating_numbers
CROSS JOIN (
    SELECT COUNT(*) AS quarantined, COUNT(waiting_for) AS waiting
    FROM quarantine.rows
) AS quarantine_numbers
"""

# What varies from row to row is taken out of the reasons, and of a row with several only the first counts: the kinds
# stay few. Equal reasons are merged before, so that many rows cost one grouping and not a pattern each; and of the
# millions of ratings that may wait, those of one movie give the example.
_KINDS = r"""
WITH reasons AS (
    SELECT
        dataset,
        reason,
        COUNT(*) AS rows_counted,
        COUNT(waiting_for) AS rows_waiting,
        MIN(file || CHR(31) || LEFT(raw, %(example)s)) AS example
    FROM quarantine.raw_rows
    GROUP BY dataset, reason
    UNION ALL
    SELECT
        dataset,
        reason,
        (SELECT COUNT(*) FROM quarantine.ratings) AS rows_counted,
        (SELECT COUNT(*) FROM quarantine.ratings) AS rows_waiting,
        MIN(COALESCE(file, '') || CHR(31) || LEFT(raw, %(example)s)) AS example
    FROM quarantine.rows
    WHERE dataset = 'ratings' AND waiting_for = (SELECT MIN(movielens_id) FROM quarantine.ratings)
    GROUP BY dataset, reason
),
shortened AS (
    SELECT
        reasons.*,
        SPLIT_PART(
            REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(
                reason,
                ': ''.*?'' is not ', ' is not ', 'g'),
                'not a Python literal \([^;]*\)', 'not a Python literal', 'g'),
                'item \d+', 'an item', 'g'),
                ' -?\d+ is out of range', ' is out of range', 'g'),
            '; ', 1
        ) AS problem
    FROM reasons
),
kinds AS (
    SELECT
        shortened.*,
        CASE
            WHEN problem LIKE '%% has no usable %%'
                THEN SPLIT_PART(problem, ' has no usable ', 1) || ' has no usable '
                    || SPLIT_PART(SPLIT_PART(problem, ' has no usable ', 2), ':', 1)
            ELSE problem
        END AS kind
    FROM shortened
)
SELECT
    dataset,
    kind,
    SUM(rows_counted) AS quarantined,
    SUM(rows_waiting) AS waiting,
    MIN(LEFT(reason, %(example)s) || CHR(31) || example) AS example,
    COUNT(*) OVER () AS kinds
FROM kinds
GROUP BY dataset, kind
ORDER BY quarantined DESC, dataset, kind
LIMIT %(shown)s
"""


@dataclass(frozen=True)
class Finding:
    """One line of the quality summary.

    Attributes:
        title: what was looked at.
        value: what was found, in words.
        good: whether it is as it should be; None where there is no right and wrong.
    """

    title: str
    value: str
    good: bool | None = None


@dataclass(frozen=True)
class Listing:
    """Rows of a table and how many more there are."""

    rows: list[Row]
    left_out: int


def numbers(warehouse: Snapshot) -> Row:
    """Return the counts and sums of the whole warehouse, in one row."""
    return warehouse.row(_NUMBERS)


def headline(found: Row) -> list[tuple[str, str]]:
    """Return the headline numbers with their captions."""
    years = f"released {found['first_year']} to {found['last_year']}" if found["dated"] else "no release dates"
    return [
        (wording.count(found["movies"]), f"movies, {years}"),
        (wording.count(found["ratings"]), f"ratings of {wording.things(found['rated'], 'movie')}"),
        (wording.decimal(found["average_rating"], 2), "stars of 5 on average"),
        (wording.money(found["revenue"] or 0), f"box office of {wording.things(found['earning'], 'movie')}"),
        (wording.count(found["genres"]), "genres"),
        (wording.count(found["quarantined"]), f"rows in quarantine, {wording.count(found['waiting'])} waiting"),
    ]


def loads_of_run(warehouse: Snapshot, run_id: str) -> Listing:
    """Return what the run did with every file."""
    query = f"{_LOADS} FROM audit.loads WHERE run_id = %(run_id)s ORDER BY table_name, file_no, file LIMIT %(n)s"
    return _listing(warehouse.rows(query, {"run_id": run_id, "n": SHOWN_FILES}), "files")


def latest_loads(warehouse: Snapshot) -> Listing:
    """Return the last published load of every file."""
    query = f"WITH {_LATEST_LOADS} {_LOADS} FROM latest_loads ORDER BY table_name, file_no, file LIMIT %(n)s"
    return _listing(warehouse.rows(query, {"n": SHOWN_FILES}), "files")


def quarantine_kinds(warehouse: Snapshot) -> Listing:
    """Return the kinds of reasons in the quarantine: dataset, kind, how many, and an example's reason, file and row."""
    kinds = warehouse.rows(_KINDS, {"example": EXAMPLE, "shown": SHOWN_KINDS})
    for kind in kinds:
        kind["reason"], kind["file"], kind["raw"] = kind["example"].split("\x1f", 2)
    return _listing(kinds, "kinds")


def findings(warehouse: Snapshot, found: Row, max_quarantined_share: float) -> list[Finding]:
    """Return the quality summary."""
    return [
        _last_check(warehouse),
        _accounts(warehouse),
        *_unusable(warehouse, max_quarantined_share),
        Finding("Ratings waiting for their movie", _part(found["waiting"], found["waiting"] + found["ratings"])),
        Finding("Movies with a day of release", _part(found["dated"], found["movies"])),
        Finding("Movies with known revenue", _part(found["earning"], found["movies"])),
        Finding("Movies with a genre", _part(found["movies_with_genre"], found["movies"])),
        Finding("Movies with ratings", _part(found["rated"], found["movies"])),
    ]


def _last_check(warehouse: Snapshot) -> Finding:
    title = "Expectations of the warehouse"
    checks = warehouse.rows("SELECT checked_at, passed FROM audit.checks ORDER BY checked_at DESC LIMIT 1")
    if not checks:
        return Finding(title, "not checked yet")
    outcome = "all met" if checks[0]["passed"] else "not met: see the Data Docs"
    return Finding(title, f"{outcome} ({checks[0]['checked_at']:%Y-%m-%d %H:%M} UTC)", checks[0]["passed"])


def _accounts(warehouse: Snapshot) -> Finding:
    title = "Rows read = staged + superseded + quarantined"
    found = warehouse.row(
        """
        SELECT
            COUNT(*) AS loads,
            COUNT(CASE WHEN rows_read = rows_staged + rows_superseded + rows_quarantined THEN 1 END) AS balanced
        FROM audit.loads
        WHERE staged_at IS NOT NULL
        """
    )
    if not found["loads"]:
        return Finding(title, "nothing loaded yet")
    words = f"in {found['balanced']:,} of {wording.things(found['loads'], 'load')}"
    return Finding(title, words, found["balanced"] == found["loads"])


def _unusable(warehouse: Snapshot, limit: float) -> list[Finding]:
    """The load with the largest share of unusable rows against the limit; waiting rows are usable."""
    worst = warehouse.rows(
        f"""
        WITH {_LATEST_LOADS}
        SELECT
            dataset,
            SUM(rows_read) AS rows_read,
            SUM(rows_quarantined - rows_waiting) AS unusable
        FROM latest_loads
        GROUP BY dataset, table_name
        HAVING SUM(rows_read) > 0
        ORDER BY CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / SUM(rows_read) DESC, table_name
        LIMIT 1
        """
    )
    return [
        Finding(
            "Unusable rows",
            f"at most {_part(load['unusable'], load['rows_read'])}, of {load['dataset']}; the limit is {limit * 100:g}%",
            load["unusable"] <= limit * float(load["rows_read"]),
        )
        for load in worst
    ]


def _part(number: int, whole: int) -> str:
    if not whole:
        return "none"
    return f"{wording.count(number)} of {wording.count(whole)} ({wording.share(number / whole)})"


def _listing(rows: list[Row], total: str) -> Listing:
    return Listing(rows, rows[0][total] - len(rows) if rows else 0)
