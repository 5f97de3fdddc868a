"""Earlier deliveries as ``audit.loads`` records them: which files are new, and which columns they must have."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movielytics.landing.zone import LandingFile
from movielytics.tables import Source
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.ddl import schema_hash

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812


@dataclass(frozen=True)
class Delivery:
    """The last staged delivery of a file.

    Attributes:
        fingerprint: the hash of its content.
        run_id: the run that staged it.
        is_current: whether it is published with the table's current definition.
    """

    fingerprint: str
    run_id: str
    is_current: bool


def unpublished_files(url: str, source: Source, files: list[LandingFile]) -> list[LandingFile]:
    """Return the files whose current content is not yet published in every table of the source.

    A file is identified by its content: delivered again under another name, it is not loaded again. It is new if its
    own name was last staged with other content, was last staged without being published, or is marked by
    ``movielytics reload``.
    """
    with transaction(url) as cursor:
        known: dict[str, set[LandingFile]] = {}
        for table in source.tables:
            last = last_staged(cursor, table)
            contents = {delivery.fingerprint for delivery in last.values() if delivery.is_current}
            known[table] = {
                file
                for file in files
                if file.fingerprint in contents
                and (
                    file.path not in last
                    or (last[file.path].is_current and last[file.path].fingerprint == file.fingerprint)
                )
            }
    return [file for file in files if not all(file in published for published in known.values())]


def last_staged(cursor: "Cursor", table: str) -> dict[str, Delivery]:
    """Return the last staged delivery of each file, in the same order as the view ``quarantine.rows``."""
    cursor.execute(
        """
        SELECT file, fingerprint, run_id, schema_hash = %s AND published_at IS NOT NULL AS is_current
        FROM (
            SELECT
                file, fingerprint, run_id, schema_hash, published_at,
                ROW_NUMBER() OVER (PARTITION BY file ORDER BY staged_at DESC, run_id DESC, fingerprint DESC) AS age
            FROM audit.loads
            WHERE table_name = %s AND staged_at IS NOT NULL
        ) AS deliveries
        WHERE age = 1
        """,
        (schema_hash(table), table),
    )
    return {file: Delivery(*delivery) for file, *delivery in cursor.fetchall()}


def published_columns(url: str, dataset: str) -> set[str]:
    """Return the names of all columns that published deliveries of the dataset had, as delivered."""
    with transaction(url) as cursor:
        cursor.execute(
            "SELECT DISTINCT header FROM audit.loads WHERE dataset = %s AND published_at IS NOT NULL", (dataset,)
        )
        return {name for (header,) in cursor.fetchall() for name in json.loads(header)}
