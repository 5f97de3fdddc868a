"""Great Expectations' expectation of a query that finds no rows, which asks twice, for the rows and for their number."""

from typing import Any

from great_expectations.core.result_format import ResultFormat
from great_expectations.expectations.core import UnexpectedRowsExpectation

ROWS = "unexpected_rows_query.table"
AS_DELIVERED = "unexpected_rows_expectation"
"""The type in suites."""


class ExpectQueryToFindNoRows(UnexpectedRowsExpectation):  # type: ignore[misc]  # it has no types
    """The same, asked for its rows only where they are to be told: a query may scan millions."""

    def get_validation_dependencies(self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None) -> Any:
        """Return which metrics are needed; Great Expectations calls it."""
        needed = super().get_validation_dependencies(execution_engine, runtime_configuration)
        if needed.result_format["result_format"] != ResultFormat.COMPLETE:
            needed.remove_metric_configuration(ROWS)
        return needed

    def _validate(self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None) -> Any:
        return super()._validate({ROWS: [], **metrics}, runtime_configuration, execution_engine)


def asked_once(expectation: dict[str, Any]) -> dict[str, Any]:
    """Return an expectation of a suite with this type in place of Great Expectations' own."""
    own = expectation["type"] == AS_DELIVERED
    return {**expectation, "type": ExpectQueryToFindNoRows.expectation_type} if own else expectation
