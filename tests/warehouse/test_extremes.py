"""The least and greatest values that staging accepts pass through upserts, marts, gate and report.

The values come from the declared fields: a new column is covered without a change here.
"""

import random
import string
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import Any

from movielytics import steps
from movielytics.landing.datasets import DATASETS
from movielytics.settings import HOME, get_settings
from movielytics.staging.fields import ID, Field
from movielytics.staging.literals import Entry, Range
from movielytics.staging.rows import Rows
from movielytics.staging.session import spark_session
from movielytics.tables import LOADS, UPSERT_AFTER
from movielytics.warehouse.ddl import warehouse_table
from support.harness import Pipeline
from support.rows import csv_text

ROWS = 120
"""Rows of each kind in each file: together, the revenues of these movies in today's money exceed a BIGINT."""
ITEMS = 2
LETTERS = string.ascii_letters + string.digits
"""Random text, because index entries of it cannot be compressed."""
MARTS = sorted(path.stem for path in (HOME / "sql" / "marts").glob("*.sql"))


@dataclass(frozen=True)
class Kind:
    """A kind of row.

    Attributes:
        greatest: whether it has the greatest values of its columns, not the least.
        first: the number of its first row; ids differ by this number from their bound.
        days: the days that a column of dates has, instead of the bound.
    """

    greatest: bool
    first: int
    days: dict[str, date]

    def bound(self, values: Range, offset: int) -> Any:
        """Return the bound; that of ids and dates is moved inwards by the offset."""
        bound = values.maximum if self.greatest else values.minimum
        is_id = values == ID
        step = timedelta(days=31) if type(bound) is date else 1
        return bound + step * (-offset if self.greatest else offset) if is_id or type(bound) is date else bound

    def text(self, longest: int, ending: int) -> str:
        """Return a text of the greatest or least length."""
        end = f"{ending}" if self.greatest else f"{ending:x}"
        return "".join(random.Random(ending).choices(LETTERS, k=longest - len(end))) + end if self.greatest else end


def cell(field: Field, kind: Kind, number: int, key: tuple[str, ...]) -> str:
    """Return the text of a field in row ``number`` of a kind."""
    if field.entries:
        return repr([{entry.name: _entry(entry, kind, item) for entry in field.entries} for item in range(ITEMS)])
    if field.range is None:
        assert field.longest is not None, f"{field.name} declares neither a range nor a length"
        return kind.text(field.longest, number)
    moves = field.range == ID or field.name in key
    value = kind.days.get(field.name) or kind.bound(field.range, number if moves else 0)
    return str(int(value.timestamp()) if isinstance(value, datetime) else value)


def _entry(entry: Entry, kind: Kind, item: int) -> Any:
    """Return an entry of a record: the records of all rows have the same ids, so that what they refer to adds up."""
    if entry.range is not None:
        return kind.bound(entry.range, item)
    assert entry.longest is not None
    return kind.text(entry.longest, item)


def deliver(pipeline: Pipeline, fields: dict[str, list[Field]], rows: dict[str, Rows], kinds: list[Kind]) -> None:
    """Deliver a file of each dataset, with ``ROWS`` rows of each kind."""
    for dataset, declared in fields.items():
        named = {alias: name for name, alias in DATASETS[dataset].aliases.items()}
        header = [named.get(field.source, field.source) for field in declared]
        key = rows[dataset].key
        numbered = [(kind, kind.first + row) for kind in kinds for row in range(ROWS)]
        cells = [[cell(field, kind, number, key) for field in declared] for kind, number in numbered]
        pipeline.deliver(f"{dataset}.csv", csv_text(header, cells))


def test_extreme_values_pass_all_steps(pipeline: Pipeline) -> None:
    spark_session(get_settings())  # fields are expressions of Spark
    modules = [import_module(f"movielytics.staging.loads.{load.name}") for load in LOADS]
    rows: dict[str, Rows] = {dataset: each for module in modules for dataset, each in module.DATASETS.items()}
    fields = {dataset: each.fields() for dataset, each in rows.items()}
    (first_month,) = (field.range.minimum for field in fields["cpi"] if field.name == "month" and field.range)
    # Movies of the month with the least price index, which the greatest one converts into today's money.
    kinds = [Kind(True, 0, {}), Kind(False, 0, {}), Kind(True, ROWS, {"release_date": first_month})]
    deliver(pipeline, fields, rows, kinds)

    for load in LOADS:
        counts = steps.stage(load.name, "run").counts
        files = len(load.datasets)
        assert (counts.read, counts.staged, counts.quarantined) == (3 * ROWS * files, 3 * ROWS * files, 0), load.name
    steps.audit("run")
    for table in UPSERT_AFTER:
        steps.upsert(table, "run")

    for dataset, declared in fields.items():
        _check_bounds(pipeline, dataset, declared)
    for mart in MARTS:
        assert pipeline.rows(f"SELECT * FROM marts.{mart}"), mart
    ((greatest,),) = pipeline.rows("SELECT MAX(revenue_today) FROM marts.genre_earnings")
    assert greatest > 2**63
    steps.check("run")
    steps.report("run")


def _check_bounds(pipeline: Pipeline, dataset: str, declared: list[Field]) -> None:
    """Check that the warehouse holds both bounds of every column."""
    table = "movies" if dataset == "movies_metadata" else dataset
    columns = warehouse_table(table).column_names if table in UPSERT_AFTER else ()
    for field in declared:
        if field.name in columns and field.range is not None and field.range != Range(False, True):
            (found,) = pipeline.rows(f"SELECT MIN({field.name}), MAX({field.name}) FROM movies.{table}")
            bounds = (field.range.minimum, field.range.maximum)
            assert list(map(_comparable, found)) == list(map(_comparable, bounds)), field.name


def _comparable(value: Any) -> Any:
    """Return a timestamp without time zone, as Redshift stores it; a date as its month; other values unchanged."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value.replace(day=1) if isinstance(value, date) else value
