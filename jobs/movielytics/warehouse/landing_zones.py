"""Record which landing zones filled a warehouse: files of different ones must not mix unnoticed."""

from movielytics.landing.identity import LandingZone, storable
from movielytics.warehouse.connection import transaction


def record(url: str, run_id: str, load: str, zone: LandingZone) -> None:
    """Record that a load of a run reads files from a landing zone. Repeating it leaves one row.

    While nothing has been published, records of other landing zones are deleted: the warehouse has none of their rows.

    Args:
        url: the warehouse.
        run_id: the run.
        load: the load's name; empty for a person's decision to switch to this landing zone.
        zone: the landing zone.
    """
    place = (storable(zone.uri), zone.endpoint_url)
    with transaction(url) as cursor:
        cursor.execute(
            """
            DELETE FROM audit.landing_zones
            WHERE
                (run_id = %s AND load_name = %s)
                OR (
                    (uri <> %s OR endpoint_url <> %s)
                    AND NOT EXISTS (SELECT 1 FROM audit.loads WHERE published_at IS NOT NULL)
                )
            """,
            (run_id, load, *place),
        )
        cursor.execute(
            """
            INSERT INTO audit.landing_zones (run_id, load_name, uri, endpoint_url, made_up, used_at)
            VALUES (%s, %s, %s, %s, %s, CLOCK_TIMESTAMP())
            """,
            (run_id, load, *place, zone.made_up),
        )


def remembered(url: str) -> list[LandingZone]:
    """Return the landing zones that filled a warehouse, the most recent one first; empty before the first load."""
    with transaction(url) as cursor:
        cursor.execute(
            "SELECT 1 FROM information_schema.tables WHERE table_schema = 'audit' AND table_name = 'landing_zones'"
        )
        if not cursor.fetchall():
            return []
        cursor.execute(
            """
            SELECT uri, endpoint_url, made_up
            FROM audit.landing_zones
            GROUP BY
                uri,
                endpoint_url,
                made_up
            ORDER BY MAX(used_at) DESC
            """
        )
        return [LandingZone(*row) for row in cursor.fetchall()]


def published(url: str) -> bool:
    """Return whether any row was ever published; the warehouse must have been migrated."""
    with transaction(url) as cursor:
        cursor.execute("SELECT 1 FROM audit.loads WHERE published_at IS NOT NULL LIMIT 1")
        return bool(cursor.fetchall())


def binding(url: str) -> LandingZone | None:
    """Return the landing zone that local runs must continue with; None while nothing has been published."""
    zones = remembered(url)
    return zones[0] if zones and published(url) else None


def source(url: str) -> str:
    """Return where the warehouse's rows come from, as one phrase to show to people."""
    zones = remembered(url)
    return "; earlier ".join(dict.fromkeys(map(str, zones))) or "no files yet"
