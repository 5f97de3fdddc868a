"""The warehouse of a command: the one that the settings name, otherwise that of local runs."""

import os


def has_only_local_warehouse() -> bool:
    """Return whether no warehouse is set and local runs have one."""
    if os.environ.get("MOVIELYTICS_WAREHOUSE_URL"):
        return False
    from movielytics.local.setup import STATE_DIR

    return (STATE_DIR / "postgres").exists()


def warehouse_url() -> str:
    """Return the warehouse's URL; if it is not set and local runs have a server, start that and return its URL."""
    from movielytics.settings import WarehouseSettings, read_settings

    if has_only_local_warehouse():
        from movielytics.local import postgres
        from movielytics.local.setup import STATE_DIR

        return postgres.start(STATE_DIR)
    return read_settings(WarehouseSettings).warehouse_url.get_secret_value()
