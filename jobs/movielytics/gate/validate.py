"""Validate tables against suites. Importing Great Expectations takes seconds: import this module only when needed."""

import contextlib
import logging
import os
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

# Great Expectations reads this when it is imported: it then sends no usage statistics.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    import movielytics.gate.query  # noqa: F401 - registers the expectation of queries

from movielytics.gate.failures import SAMPLE, Failure, failures_of, first_line
from movielytics.gate.loads import loads_query
from movielytics.gate.suites import LOADS, Area, Suite
from movielytics.gate.verdict import Verdict
from movielytics.warehouse.connection import connect
from movielytics.warehouse.engine import engine_of

LARGE = "ratings"
"""The table whose queries take as long as those of all other tables together; they run in a separate thread."""
QUICK = {"result_format": "BASIC", "partial_unexpected_count": 0}
"""The result format with counts only: one scan then validates most expectations of a table together."""


def validate(url: str, area: Area, run_id: str, suites: list[Suite], parameters: dict[str, Any]) -> Verdict:
    """Validate the tables of an area against their suites.

    Args:
        url: the warehouse.
        area: the area of the suites.
        run_id: the run whose rows of ``audit.loads`` the suite ``loads`` validates.
        suites: the expectations of each table to validate.
        parameters: values for the suites' ``$PARAMETER`` arguments.
    """
    with _quiet(), ThreadPoolExecutor(1) as thread, ThreadPoolExecutor(1) as second:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        # Each thread has its own data source, because a source handles one table at a time. All tables of a source are
        # added before it is queried. The longest work starts first.
        validated, sources = {}, []
        for name, worker in ((LARGE, second), ("others", thread)):
            source = _add_source(context, name, url)
            sources.append(source)
            mine = [suite for suite in suites if (suite.table == LARGE) == (name == LARGE)]
            for suite, batch in [(suite, _batch(source, suite, run_id)) for suite in mine]:
                validated[suite.table] = worker.submit(_validate_table, suite, batch, parameters)
        verdict = Verdict(area, run_id)
        for suite in suites:
            result, failures = validated[suite.table].result()
            verdict.expectations += len(suite.expectations)
            verdict.failures += failures
            if result is not None:
                verdict.results.append((suite, result))
        for source in sources:
            source.get_engine().dispose()
    return verdict


def _add_source(context: Any, name: str, url: str) -> Any:
    """Add the warehouse to the context as a data source.

    Connections come from ``creator``, so that no configuration contains the password, and so that every URL works that
    the driver accepts.
    """
    method, connection_string = engine_of(url).data_source
    add = getattr(context.data_sources, method)
    return add(
        name, connection_string=connection_string, create_temp_table=False, kwargs={"creator": lambda: connect(url)}
    )


def _batch(source: Any, suite: Suite, run_id: str) -> Any:
    """Return all rows of a suite's table as a batch, or a Failure if the table cannot be read."""
    try:
        if suite.table == LOADS:
            asset = source.add_query_asset(LOADS, query=loads_query(run_id))
        else:
            asset = source.add_table_asset(suite.table, schema_name=suite.area.schema)
    except TestConnectionError as error:
        problem = f"{first_line(str(error.__cause__))}; `movielytics migrate` creates tables that are missing"
        return Failure(suite.subject, "it meets its expectations", error=problem)
    return asset.get_batch(asset.build_batch_request())


def _validate_table(suite: Suite, batch: Any, parameters: dict[str, Any]) -> tuple[Any, list[Failure]]:
    """Return Great Expectations' result (None if there was no batch to validate) and the failures."""
    if isinstance(batch, Failure):
        return None, [batch]
    expectations = gx.ExpectationSuite(suite.name, expectations=list(suite.expectations))
    result = batch.validate(expectations, result_format=QUICK, expectation_parameters=parameters)
    if result.success:
        return result, []
    # Query the offending rows only after a failure, because each of these queries scans the table.
    explaining = {
        "result_format": "COMPLETE",
        "partial_unexpected_count": SAMPLE,
        "unexpected_index_column_names": list(suite.identified_by),
    }
    result = batch.validate(expectations, result_format=explaining, expectation_parameters=parameters)
    return result, failures_of(suite, [one.to_json_dict() for one in result.results])


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Suppress the warnings and log lines of Great Expectations: the verdict contains what matters."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.setLevel(level)
