"""The expectation ``expect_query_to_find_no_rows`` of the suites.

Great Expectations' own query expectation runs two queries, one for the rows and one for their number. This one fetches
the rows only if they will be shown.
"""

from typing import Any, ClassVar

from great_expectations.core.result_format import ResultFormat
from great_expectations.expectations.core import UnexpectedRowsExpectation

ROWS = "unexpected_rows_query.table"
NUMBER = "unexpected_rows_query.row_count"


class ExpectQueryToFindNoRows(UnexpectedRowsExpectation):  # type: ignore[misc]  # it has no types
    """Expect a query to find no rows; it may scan millions of rows, so it fetches rows only if they will be shown."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (ROWS, NUMBER)

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> Any:
        """Return the metrics that are needed; Great Expectations calls this method."""
        needed = super().get_validation_dependencies(execution_engine, runtime_configuration)
        if needed.result_format["result_format"] != ResultFormat.COMPLETE:
            needed.remove_metric_configuration(ROWS)
        return needed

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None
    ) -> Any:
        return super()._validate({ROWS: [], **metrics}, runtime_configuration, execution_engine)
