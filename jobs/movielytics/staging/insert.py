"""Insert many small rows, such as one per delivered file."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg2.extensions import cursor as Cursor  # noqa: N812

INSERTED_AT_ONCE = 500
"""Most rows per INSERT: a delivery may have thousands of files."""


def insert(cursor: "Cursor", table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    for start in range(0, len(rows), INSERTED_AT_ONCE):
        batch = rows[start : start + INSERTED_AT_ONCE]
        values = ", ".join([f"({', '.join(['%s'] * len(batch[0]))})"] * len(batch))
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(batch[0])}) VALUES {values}",
            [value for row in batch for value in row.values()],
        )
