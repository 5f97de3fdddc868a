"""The Airflow plugin that links a run, the DAG and the menu to the report and the Data Docs.

Every Airflow process loads it through the entry point ``airflow.plugins``. So the app that serves the pages is imported
only in the process that serves them.
"""

import os
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from movielytics.orchestration.ui import OPEN, PREFIX


def _tab(name: str, destination: str, page: str, parameters: str) -> dict[str, str]:
    """Return a tab of the UI that shows a page; the UI replaces ``{DAG_ID}`` and ``{RUN_ID}`` with the current ones."""
    route = f"{PREFIX}-{destination.replace('_', '-')}-{page}"
    return {"name": name, "destination": destination, "href": f"{OPEN}/{page}?{parameters}", "url_route": route}


class MovielyticsPlugin(AirflowPlugin):
    """Tabs with a run's own pages on each run, tabs with the latest pages on the DAG, and a menu link to the latter."""

    name = "movielytics"
    external_views = [  # noqa: RUF012 - Airflow's name and shape
        _tab("Report", "dag_run", "report", "dag_id={DAG_ID}&run_id={RUN_ID}"),
        _tab("Data Docs", "dag_run", "data-docs", "dag_id={DAG_ID}&run_id={RUN_ID}"),
        _tab("Latest report", "dag", "report", "dag_id={DAG_ID}"),
        _tab("Latest Data Docs", "dag", "data-docs", "dag_id={DAG_ID}"),
        # It has no route of its own in the UI, so that it opens in a new browser tab.
        {"name": "Movielytics report", "destination": "nav", "category": "browse", "href": f"{PREFIX}/index.html"},
    ]

    @property
    def fastapi_apps(self) -> list[Any]:  # type: ignore[override]
        """The app behind the tabs; only the api-server reads this property."""
        from movielytics.orchestration.ui.app import app

        return [{"name": "Movielytics pages", "app": app, "url_prefix": f"/{PREFIX}"}]

    @property
    def fastapi_root_middlewares(self) -> list[Any]:  # type: ignore[override]
        """A filter that answers only requests for the host names in ``MOVIELYTICS_UI_HOSTS``, if that is set.

        The UI of local runs sets it: otherwise a web page could reach the UI through a name of its own that leads to
        this machine (DNS rebinding).
        """
        hosts = os.environ.get("MOVIELYTICS_UI_HOSTS")
        if not hosts:
            return []
        from starlette.middleware.trustedhost import TrustedHostMiddleware

        allowed = {"allowed_hosts": hosts.split(",")}
        return [{"name": "Own host names", "middleware": TrustedHostMiddleware, "args": [], "kwargs": allowed}]
