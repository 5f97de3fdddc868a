"""The links of tasks in Airflow's UI: each leads to the page of the run that the task has written.

Airflow stores the name of a link and the key of its XCom with the DAG, and reads the URL from that XCom
(``serialization/definitions/operatorlink.py``). So it needs no plugin to read them, and a task that was skipped has no
link. A task that ends in a worker writes the XCom itself, whether it succeeds or fails (``finalize`` in
``sdk/execution_time/task_runner.py``). A task that ends in the triggerer does not: its event carries the XCom.
"""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from airflow.sdk import BaseOperatorLink

from movielytics.orchestration.ui import OPEN

if TYPE_CHECKING:
    from collections.abc import Collection


class PageLink(BaseOperatorLink):
    """A link to a page of a run.

    Attributes:
        page: the name of the page in the URL (``ui/app.py``).
    """

    page: str

    @property
    def xcom_key(self) -> str:
        """The key of the XCom that holds the link."""
        return f"link_{self.page}"

    def get_link(self, operator: Any, *, ti_key: Any) -> str:  # noqa: ARG002 - Airflow's arguments
        """Return the URL, relative to the root of the UI, which may be served below a path of its host."""
        return f"{OPEN}/{self.page}?{urlencode({'dag_id': ti_key.dag_id, 'run_id': ti_key.run_id})}"


class DataDocsLink(PageLink):
    """A link to the Data Docs."""

    name = "Data Docs"
    page = "data-docs"


class ReportLink(PageLink):
    """A link to the report."""

    name = "Report"
    page = "report"


def links_of(step: str) -> "Collection[PageLink]":
    """Return the links of the tasks that run ``step``."""
    links: dict[str, PageLink] = {"audit": DataDocsLink(), "check": DataDocsLink(), "report": ReportLink()}
    return [links[step]] if step in links else []


def link_xcoms(step: str, task: Any) -> dict[str, str]:
    """Return the XComs with the links of a task that runs ``step`` and ends in the triggerer.

    Args:
        step: the step.
        task: its task instance, or its key.
    """
    return {link.xcom_key: link.get_link(None, ti_key=task) for link in links_of(step)}
