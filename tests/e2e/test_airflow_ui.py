"""Airflow's UI in a real browser: a user signs in, sees the DAG and its run, and opens its report and Data Docs."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from e2e.airflow_api import DAG_ID, Airflow
from e2e.browser import opened, picture
from e2e.first import FirstRun
from e2e.options import Options
from movielytics.tables import LOADS, TABLES

STEPS = (
    "begin", "plan_run", *(f"stage_{load.name}" for load in LOADS), "audit_staging",
    *(f"upsert_{table}" for table in TABLES), "check_warehouse", "publish_report", "end",
)  # fmt: skip


@dataclass(frozen=True)
class Ui:
    """The pages of a signed-in user.

    Attributes:
        page: the browser's page.
        run_url: the URL of the first run.
        screenshots: the folder for screenshots; none: no screenshots.
    """

    page: Page
    run_url: str
    screenshots: str

    def picture(self, name: str) -> None:
        """Save a screenshot once the page no longer moves."""
        self.page.wait_for_timeout(1_000)
        picture(self.page, self.screenshots, name)


@pytest.fixture(scope="module")
def ui(options: Options, airflow: Airflow, first_run: FirstRun) -> Iterator[Ui]:
    """A browser that has signed in."""
    with opened(options.chromium) as page:
        page.goto(airflow.url)
        page.locator("input[name=username]").fill(airflow.username)
        page.locator("input[name=password]").fill(airflow.password)
        page.get_by_role("button", name="Sign In").click()
        expect(page.get_by_role("link", name="Dags", exact=True).first).to_be_visible()
        yield Ui(page, f"{airflow.url}/dags/{DAG_ID}/runs/{first_run.run.run_id}", options.screenshots)


def test_the_dag_is_a_graph_of_its_tasks(ui: Ui) -> None:
    ui.page.goto(ui.run_url)
    ui.page.get_by_role("button", name="Show Graph").click()
    ui.page.get_by_role("button", name="Expand all task groups").click()
    for step in STEPS:
        expect(ui.page.locator(f'.react-flow__node[data-id="{step}"]')).to_contain_text("success")
    ui.picture("airflow-graph")


def test_the_run_is_green(ui: Ui) -> None:
    ui.page.goto(ui.run_url)
    ui.page.get_by_role("button", name="Show Grid").click()
    expect(ui.page.get_by_text("Success", exact=True).first).to_be_visible()
    expect(ui.page.get_by_text(f"{len(STEPS)} Task Instances")).to_be_visible()
    ui.picture("airflow-run")


@pytest.mark.parametrize(
    ("task", "text"),
    [
        ("audit_staging", "expectations met"),
        ("check_warehouse", "expectations met"),
        ("publish_report", "rated highest"),
        ("end", "rated highest"),
    ],
)
def test_a_task_links_to_the_page_that_it_wrote(
    ui: Ui, airflow: Airflow, first_run: FirstRun, task: str, text: str
) -> None:
    found = airflow.call("GET", f"{first_run.run.path}/taskInstances/{task}/links")["extra_links"]
    [(name, url)] = found.items()
    opened = ui.page.request.get(f"{airflow.url}/{url}")  # with the cookie of the signed-in user
    assert (opened.status, text in opened.text()) == (200, True)
    ui.page.goto(f"{ui.run_url}/tasks/{task}/details")
    ui.page.get_by_role("link", name=name, exact=True).first.click()
    expect(ui.page.get_by_text(text).first).to_be_visible()


@pytest.mark.parametrize(("tab", "text"), [("Report", "rated highest"), ("Data Docs", "expectations met")])
def test_a_run_links_to_its_pages(ui: Ui, tab: str, text: str) -> None:
    ui.page.goto(ui.run_url)
    ui.page.get_by_role("link", name=tab, exact=True).click()
    expect(ui.page.frame_locator("iframe").get_by_text(text).first).to_be_visible()
    ui.picture(f"airflow-{tab.lower().replace(' ', '-')}")
