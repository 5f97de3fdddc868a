"""The report's sections about the loads, the runs, the quality of the data and the quarantine."""

from dataclasses import dataclass

from movielytics.quarantine import entries, waiting
from movielytics.quarantine.entries import Filter, Kinds
from movielytics.reasons import MEANINGS
from movielytics.report import wording
from movielytics.warehouse.snapshot import Row, Snapshot

SHOWN_FILES = 100
SHOWN_KINDS = 50
SHOWN_RUNS = 30
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

_RUNS = """
SELECT
    run_id,
    started_at,
    seconds,
    gate,
    failed_step,
    rows_read,
    rows_quarantined,
    rows_inserted + rows_updated AS rows_changed
FROM audit.run_history
ORDER BY started_at DESC
LIMIT %(n)s
"""

_NOT_COUNTED = ", ".join(f"'{code}'" for code, meaning in MEANINGS.items() if not meaning.counts)
# Counts the deliveries that the quarantine shows: the latest staged delivery of each file. All tables of a dataset have
# the same row counts.
_QUARANTINED = f"""
WITH deliveries AS (
    SELECT
        dataset,
        MAX(rows_read) AS rows_read,
        ROW_NUMBER() OVER (
            PARTITION BY dataset, file
            ORDER BY MAX(staged_at) DESC, run_id DESC, fingerprint DESC
        ) AS age
    FROM audit.loads
    WHERE
        staged_at IS NOT NULL
        AND file_no >= 0 -- rows released from waiting have been counted with their file
    GROUP BY
        dataset,
        file,
        fingerprint,
        run_id
),
delivered AS (
    SELECT dataset, SUM(rows_read) AS rows_read
    FROM deliveries
    WHERE age = 1
    GROUP BY dataset
),
quarantined AS (
    SELECT dataset, SUM(line_count) AS row_count
    FROM quarantine.rows
    WHERE code NOT IN ({_NOT_COUNTED})
    GROUP BY dataset
)
SELECT
    delivered.dataset,
    delivered.rows_read,
    COALESCE(quarantined.row_count, 0) AS quarantined
FROM delivered
LEFT JOIN quarantined
    ON delivered.dataset = quarantined.dataset
WHERE delivered.rows_read > 0
ORDER BY
    CAST(COALESCE(quarantined.row_count, 0) AS DOUBLE PRECISION) / delivered.rows_read DESC,
    delivered.dataset
LIMIT 1
"""

_NUMBERS = f"""
SELECT
    (SELECT COUNT(*) FROM movies.genre) AS genres,
    (SELECT MAX(month) FROM movies.cpi) AS prices_until,
    (SELECT MAX(published_at) FROM audit.loads) AS published_at,
    (SELECT COUNT(DISTINCT movie_id) FROM movies.movie_genre) AS movies_with_genre,
    movie_numbers.*,
    rating_numbers.*,
    quarantine_numbers.*,
    {waiting.RATINGS} AS ratings_waiting,
    {waiting.CREDITS} AS credits_waiting
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
    SELECT COALESCE(SUM(ratings), 0) AS ratings, COUNT(*) AS rated, SUM(rating_sum) / SUM(ratings) AS average_rating
    FROM marts.rating_totals
) AS rating_numbers
CROSS JOIN (
    SELECT COALESCE(SUM(line_count), 0) AS quarantined
    FROM quarantine.rows
) AS quarantine_numbers
"""


@dataclass(frozen=True)
class Finding:
    """One line of the quality summary.

    Attributes:
        title: what was examined.
        value: what was found, in words.
        good: whether it is as it should be; None if there is no right or wrong.
    """

    title: str
    value: str
    good: bool | None = None


@dataclass(frozen=True)
class Listing:
    """The rows of a table that are shown, and how many more there are."""

    rows: list[Row]
    left_out: int


def numbers(warehouse: Snapshot) -> Row:
    """Return the counts and totals of the whole warehouse, in one row."""
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
        (
            wording.count(found["quarantined"]),
            f"{'row' if found['quarantined'] == 1 else 'rows'} in quarantine, "
            f"{wording.count(_waiting(found))} waiting for {'its' if _waiting(found) == 1 else 'their'} movie",
        ),
    ]


def loads_of_run(warehouse: Snapshot, run_id: str) -> Listing:
    """Return what the run did with every file."""
    query = f"{_LOADS} FROM audit.loads WHERE run_id = %(run_id)s ORDER BY table_name, file_no, file LIMIT %(n)s"
    return _listing(warehouse.rows(query, {"run_id": run_id, "n": SHOWN_FILES}), "files")


def latest_loads(warehouse: Snapshot) -> Listing:
    """Return the last published load of every file."""
    query = f"WITH {_LATEST_LOADS} {_LOADS} FROM latest_loads ORDER BY table_name, file_no, file LIMIT %(n)s"
    return _listing(warehouse.rows(query, {"n": SHOWN_FILES}), "files")


def last_runs(warehouse: Snapshot) -> list[Row]:
    """Return the last runs, the newest first, each with its ``verdict`` in words."""
    return [run | {"verdict": _verdict(run)} for run in warehouse.rows(_RUNS, {"n": SHOWN_RUNS})]


def quarantine_kinds(warehouse: Snapshot) -> Kinds:
    """Return the kinds of problems in the latest deliveries, per dataset, code and column."""
    return entries.kinds(warehouse, Filter(), by_file=False, limit=SHOWN_KINDS, raw=EXAMPLE)


def findings(warehouse: Snapshot, found: Row, max_quarantined_share: float) -> list[Finding]:
    """Return the quality summary."""
    return [
        _last_check(warehouse),
        _last_deliveries(warehouse),
        _row_counts(warehouse),
        *_quarantined(warehouse, max_quarantined_share),
        Finding(
            "Ratings waiting for their movie",
            _share(found["ratings_waiting"], found["ratings_waiting"] + found["ratings"]),
        ),
        Finding(
            "Casts waiting for their movie",
            wording.count(found["credits_waiting"]) if found["credits_waiting"] else "none",
        ),
        Finding("Movies with a day of release", _share(found["dated"], found["movies"])),
        Finding("Movies with known revenue", _share(found["earning"], found["movies"])),
        Finding("Movies with a genre", _share(found["movies_with_genre"], found["movies"])),
        Finding("Movies with ratings", _share(found["rated"], found["movies"])),
    ]


def _last_check(warehouse: Snapshot) -> Finding:
    title = "Expectations of the warehouse"
    checks = warehouse.rows("SELECT checked_at, passed FROM audit.checks ORDER BY checked_at DESC LIMIT 1")
    if not checks:
        return Finding(title, "not checked yet")
    outcome = "all met" if checks[0]["passed"] else "not met: see the Data Docs"
    return Finding(title, f"{outcome} ({checks[0]['checked_at']:%Y-%m-%d %H:%M} UTC)", checks[0]["passed"])


def _last_deliveries(warehouse: Snapshot) -> Finding:
    found = warehouse.rows(
        """
        SELECT dataset, MAX(published_at) AS published_at
        FROM audit.loads
        WHERE published_at IS NOT NULL AND file_no >= 0
        GROUP BY dataset
        ORDER BY dataset
        """
    )
    last = [f"{one['dataset']} {one['published_at']:%Y-%m-%d %H:%M}" for one in found]
    return Finding("Last publication of each dataset, UTC", ", ".join(last) or "nothing published yet")


def _row_counts(warehouse: Snapshot) -> Finding:
    title = "Rows read = staged + superseded + quarantined + waiting"
    found = warehouse.row(
        """
        SELECT
            COUNT(*) AS loads,
            COUNT(
                CASE WHEN rows_read = rows_staged + rows_superseded + rows_quarantined + rows_waiting THEN 1 END
            ) AS balanced
        FROM audit.loads
        WHERE staged_at IS NOT NULL
        """
    )
    if not found["loads"]:
        return Finding(title, "nothing loaded yet")
    words = f"in {found['balanced']:,} of {wording.things(found['loads'], 'load')}"
    return Finding(title, words, found["balanced"] == found["loads"])


def _quarantined(warehouse: Snapshot, limit: float) -> list[Finding]:
    """Compare the dataset with the largest share of quarantined rows to the limit; some codes do not count."""
    return [
        Finding(
            "Quarantined rows",
            f"at most {_share(worst['quarantined'], worst['rows_read'])}, of {worst['dataset']}; "
            f"the limit is {limit * 100:g}%",
            worst["quarantined"] <= limit * float(worst["rows_read"]),
        )
        for worst in warehouse.rows(_QUARANTINED)
    ]


def _verdict(run: Row) -> str:
    if run["failed_step"] is None:
        return "passed" if run["gate"] else "nothing new"
    return f"{'refused' if run['gate'] == 'refused' else 'failed'}: {run['failed_step']}"


def _waiting(found: Row) -> int:
    return int(found["ratings_waiting"] + found["credits_waiting"])


def _share(number: int, whole: int) -> str:
    if not whole:
        return "none"
    return f"{wording.count(number)} of {wording.count(whole)} ({wording.share(number / whole)})"


def _listing(rows: list[Row], total: str) -> Listing:
    return Listing(rows, rows[0][total] - len(rows) if rows else 0)
