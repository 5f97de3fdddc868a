"""The plugin of Airflow that leads from a run, from the DAG and from the menu to the report and the Data Docs.

Airflow finds it by the entry point ``airflow.plugins`` in every one of its processes, so what serves the pages is
imported only where they are served.
"""

from typing import Any

from airflow.plugins_manager import AirflowPlugin

PREFIX = "movielytics"
"""Where the api-server has the pages, below its own root."""


def _tab(name: str, destination: str, page: str, parameters: str) -> dict[str, str]:
    """Return a tab of the UI with a page in it; the UI puts what it shows in place of ``{DAG_ID}`` and ``{RUN_ID}``."""
    route = f"{PREFIX}-{destination.replace('_', '-')}-{page}"
    return {"name": name, "destination": destination, "href": f"{PREFIX}/open/{page}?{parameters}", "url_route": route}


class MovielyticsPlugin(AirflowPlugin):
    """Tabs with the run's own pages on each run, tabs with the latest ones on the DAG, and a link to those in the menu."""

    name = "movielytics"
    external_views = [  # noqa: RUF012 - Airflow's name and shape
        _tab("Report", "dag_run", "report", "dag_id={DAG_ID}&run_id={RUN_ID}"),
        _tab("Data Docs", "dag_run", "data-docs", "dag_id={DAG_ID}&run_id={RUN_ID}"),
        _tab("Latest report", "dag", "report", "dag_id={DAG_ID}"),
        _tab("Latest Data Docs", "dag", "data-docs", "dag_id={DAG_ID}"),
        # Without a route of its own in the UI: it opens in a new tab of the browser.
        {"name": "Movielytics report", "destination": "nav", "category": "browse", "href": f"{PREFIX}/index.html"},
    ]

    @property
    def fastapi_apps(self) -> list[Any]:  # type: ignore[override]
        """The app behind the tabs; only the api-server asks for it."""
        from movielytics.orchestration.ui.app import app

        return [{"name": "Movielytics pages", "app": app, "url_prefix": f"/{PREFIX}"}]
