"""A small warehouse whose names and rows try to break out of the page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol

import pytest

from movielytics.report.publish import publish_report
from movielytics.settings import Settings
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.migrate import migrate
from support.rows import FILL_TOTALS

HOSTILE_NAME = """</script><script>alert('x')</script> & <b>"[red]Bold[/red]"</b>"""


@dataclass
class Element:
    """A start tag and all the text inside the element."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a page in order, as a browser sees them."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in {"meta", "br", "link", "img"}:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        """The elements with this tag."""
        return [element for element in self.elements if element.tag == tag]

    def with_id(self, key: str) -> Element:
        """The element with this id."""
        (element,) = (element for element in self.elements if element.attributes.get("id") == key)
        return element

    def rows(self, section: str) -> list[list[str]]:
        """The cells of all table rows in the section with this id."""
        rows: list[list[str]] = []
        for element in self.elements[self.elements.index(self.with_id(section)) + 1 :]:
            if element.tag == "section":
                break
            if element.tag == "tr":
                rows.append([])
            if element.tag in {"td", "th"}:
                rows[-1].append(" ".join(element.text.split()))
        return rows


class Publish(Protocol):
    """Publish a warehouse's report and read the page."""

    def __call__(self, url: str, run_id: str = "run-2", folder: Path | None = None) -> Page: ...


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Publish a warehouse's report, to tmp_path or another folder, and read the page."""

    def publish_and_read(url: str, run_id: str = "run-2", folder: Path | None = None) -> Page:
        folder = folder or tmp_path
        settings = {
            "landing_uri": "none",
            "warehouse_url": url,
            "report_uri": str(folder),
            "max_quarantined_share": 0.05,
        }
        result = publish_report(Settings.model_validate(settings), run_id)
        assert result.task == "publish_report"
        assert str(folder / "index.html") in result.summary
        return Page((folder / "index.html").read_text())

    return publish_and_read


@pytest.fixture
def hostile_name() -> str:
    """A name that tries to break out of the page."""
    return HOSTILE_NAME


@pytest.fixture
def migrated_url(warehouse_url: str) -> str:
    """A warehouse with all tables and no rows."""
    migrate(warehouse_url)
    return warehouse_url


@pytest.fixture
def filled_url(migrated_url: str) -> str:
    """A warehouse with three movies, their ratings, two runs and a quarantine."""
    with transaction(migrated_url) as cursor:
        cursor.execute(
            """
            INSERT INTO movies.movies (movie_id, title, release_date, revenue) VALUES
                (1, %(hostile_name)s, '2001-06-01', 300000000),
                (2, 'The Quiet Lamp', '2002-01-05', 100000000),
                (3, 'Lost Reel', NULL, 0);
            INSERT INTO movies.date VALUES ('2001-06-01', 1, 22, 6, 2, 2001), ('2002-01-05', 5, 1, 1, 1, 2002);
            INSERT INTO movies.genre VALUES (10, %(hostile_name)s), (20, 'Drama');
            INSERT INTO movies.movie_genre VALUES (1, 10), (1, 20), (2, 20);
            INSERT INTO movies.cpi VALUES ('2001-01-01', 100), ('2002-06-01', 150);
            INSERT INTO movies.ratings (user_id, movie_id, movielens_id, rating, rated_at) VALUES
                (1, 1, 11, 4.5, '2010-01-01Z'), (2, 1, 11, 5.0, '2010-01-01Z'), (1, 2, 12, 3.0, '2010-01-02Z');
            INSERT INTO audit.checks VALUES ('run-2', '2026-01-02 03:04:05Z', 'all', TRUE);
            INSERT INTO quarantine.rejected_rows
            SELECT 'movies_metadata', 'movies_metadata.csv', 'f', 'run-1', 1 + n, 1, 'not_a_number', 'id',
                'id: 19' || n || 'x is not a whole number; title: is empty ' || %(hostile_name)s,
                %(hostile_name)s, NOW()
            FROM GENERATE_SERIES(1, 3) AS n;
            INSERT INTO waiting.ratings (rated_at, waiting_since, user_id, movielens_id, rating, file_no)
                VALUES ('1970-01-01 00:00:01Z', '2026-01-02 10:00Z', 7, 8, 2.5, 0);
            INSERT INTO waiting.credits
                (file, fingerprint, file_no, run_id, waiting_since, movie_id, credit_id, person_id)
                VALUES ('c.csv', 'f', 0, 'run-1', NOW(), 7, 'a', 1), ('c.csv', 'f', 0, 'run-1', NOW(), 7, 'b', 2);
            """,
            {"hostile_name": HOSTILE_NAME},
        )
        cursor.execute(FILL_TOTALS)
        for run, dataset, tables, rows, published in (
            ("run-1", "movies_metadata", ("movies", "genre"), (6, 3, 0, 3, 0, 3, 0, 0), "2026-01-01 10:00Z"),
            ("run-1", "ratings", ("ratings",), (1111, 1111, 0, 0, 0, 1111, 0, 0), "2026-01-01 10:00Z"),
            ("run-2", "ratings", ("ratings",), (4, 3, 0, 0, 1, 1, 1, 1), "2026-01-02 10:00Z"),
            ("run-3", "cpi", ("cpi",), (2, 2, 0, 0, 0, None, None, None), None),
        ):
            fingerprint = "f" if dataset == "movies_metadata" else run
            for table in tables:
                cursor.execute(
                    """
                    INSERT INTO audit.loads (
                        run_id, table_name, dataset, file, file_no, fingerprint, schema_hash, header, rows_read,
                        rows_staged, rows_superseded, rows_quarantined, rows_waiting, rows_inserted, rows_updated,
                        rows_unchanged, started_at, staged_at, published_at
                    )
                    VALUES (
                        %s, %s, %s, %s, 0, %s, 'c', '[]', %s, %s, %s, %s, %s, %s, %s, %s, NOW(), CLOCK_TIMESTAMP(), %s
                    )
                    """,
                    (run, table, dataset, f"{dataset}.csv", fingerprint, *rows, published),
                )
    return migrated_url
