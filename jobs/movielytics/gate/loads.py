"""What a run has loaded and not published yet: row counts per dataset, and why rows are unusable."""

import hashlib
import shlex

from movielytics.reasons import MEANINGS
from movielytics.warehouse.connection import transaction

SHOWN_CODES = 5
"""Largest number of kinds of problems that a message lists per dataset, the most frequent first."""


def loads_query(run_id: str) -> str:
    """Return a query over the run's unpublished loads, one row per dataset.

    Its columns: ``dataset, rows_read, rows_unusable, unusable_share, rows_unaccounted``. Unusable rows are quarantined
    rows whose code counts (``Meaning.counts``). Unaccounted rows add up two differences per file, both positive: the
    rows read against the other row counts, and the quarantined rows against those in ``quarantine.rejected_rows``.
    """
    share = "CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS DOUBLE PRECISION) / NULLIF(SUM(loads.rows_read), 0)"
    unaccounted = "loads.rows_unaccounted + ABS(loads.rows_quarantined - COALESCE(rejected.rows_rejected, 0))"
    return f"""
        SELECT
            loads.dataset,
            CAST(SUM(loads.rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS BIGINT) AS rows_unusable,
            {share} AS unusable_share,
            CAST(
                SUM({unaccounted}) AS BIGINT
            ) AS rows_unaccounted
        FROM ({_files(run_id)}) AS loads
        LEFT JOIN (
            SELECT
                dataset,
                file,
                fingerprint,
                SUM(line_count) AS rows_rejected,
                SUM(CASE WHEN {_counts()} THEN line_count ELSE 0 END) AS rows_unusable
            FROM quarantine.rejected_rows
            WHERE {_is_of(run_id)}
            GROUP BY
                dataset,
                file,
                fingerprint
        ) AS rejected
            ON {_is_same_file("loads", "rejected")}
        GROUP BY loads.dataset
    """


def explain_unusable(url: str, run_id: str, limit: float) -> list[str]:
    """Explain, as lines of a message, why rows are unusable in each dataset with too many of them.

    Args:
        url: the warehouse.
        run_id: the run.
        limit: the accepted share of unusable rows of a dataset, from 0 to 1; only datasets above it are explained.
    """
    lines: list[str] = []
    with transaction(url) as cursor:
        cursor.execute(
            f"SELECT dataset, rows_read, rows_unusable FROM ({loads_query(run_id)}) AS loads"
            " WHERE unusable_share > %s ORDER BY dataset",
            (limit,),
        )
        for dataset, rows_read, rows_unusable in cursor.fetchall():
            allowed = f"MOVIELYTICS_MAX_QUARANTINED_SHARE allows {limit * 100:g} %"
            lines.append(f"{rows_unusable:,} of {rows_read:,} rows of {dataset} are unusable; {allowed}:")
            cursor.execute(
                f"""
                SELECT
                    rejected.code,
                    SUM(rejected.line_count)
                FROM quarantine.rejected_rows AS rejected
                INNER JOIN ({_files(run_id)}) AS loads
                    ON {_is_same_file("rejected", "loads")}
                WHERE {_is_of(run_id)} AND {_counts()} AND rejected.dataset = %s
                GROUP BY rejected.code
                ORDER BY 2 DESC, 1
                LIMIT {SHOWN_CODES}
                """,
                (dataset,),
            )
            lines += [f"    {rows:,} with code {code}: {_meaning(code)}" for code, rows in cursor.fetchall()]
    if lines:
        lines.append(f"To see these rows: movielytics quarantine list --run {shlex.quote(run_id)}")
    return lines


def _files(run_id: str) -> str:
    """Return a query with one row per file of the run's unpublished loads.

    All tables of a dataset have the same row counts.
    """
    return f"""
        SELECT
            dataset,
            file,
            fingerprint,
            MAX(rows_read) AS rows_read,
            MAX(rows_quarantined) AS rows_quarantined,
            MAX(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined - rows_waiting)) AS rows_unaccounted
        FROM audit.loads
        WHERE {_is_of(run_id)} AND published_at IS NULL
        GROUP BY
            dataset,
            file,
            fingerprint
    """


def _is_of(run_id: str) -> str:
    # Compare the hash of the run's id: no character of the id can then end the literal or look like a parameter.
    digest = hashlib.md5(run_id.encode(), usedforsecurity=False).hexdigest()
    return f"MD5(run_id) = '{digest}'"


def _is_same_file(one: str, other: str) -> str:
    return " AND ".join(f"{one}.{name} = {other}.{name}" for name in ("dataset", "file", "fingerprint"))


def _counts() -> str:
    codes = ", ".join(f"'{code}'" for code, meaning in MEANINGS.items() if not meaning.counts)
    return f"code NOT IN ({codes})"


def _meaning(code: str) -> str:
    meaning = {str(known): meaning for known, meaning in MEANINGS.items()}.get(code)
    return "; ".join(part for part in (meaning.problem, meaning.remedy) if part) if meaning else code
