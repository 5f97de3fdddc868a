"""Airflow's api-server with the installed plugins, over one database: one server per page store.

Usage: api_server.py PORT URI [PORT URI]...; it serves until it is killed. The environment configures Airflow. Imports
and setup take seconds, so the servers are child processes that share them.
"""

import os
import sys

import uvicorn
from airflow import settings
from airflow.api_fastapi.app import create_app
from airflow.models import import_all_models
from airflow.models.base import Base


def main() -> None:
    """Serve until killed."""
    import_all_models()  # type: ignore[no-untyped-call]
    assert settings.engine is not None
    Base.metadata.create_all(settings.engine)
    app = create_app("core")
    settings.engine.dispose()
    ports, uris = sys.argv[1::2], sys.argv[2::2]
    for port, uri in zip(ports, uris, strict=True):
        if os.fork() == 0:
            os.environ["MOVIELYTICS_REPORT_URI"] = uri
            uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")
            os._exit(0)
    for _ in ports:
        os.wait()


main()
