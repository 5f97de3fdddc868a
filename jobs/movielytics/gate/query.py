"""The expectation ``expect_query_to_find_no_rows`` of the suites, asked no more often than it must be.

Great Expectations' own one of queries asks twice, for the rows and for their number. And where a table is large, an aggregate
over it says whether there are any: Great Expectations asks for all aggregates of a table in one scan.
"""

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.core.result_format import ResultFormat
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.core import UnexpectedRowsExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

ROWS = "unexpected_rows_query.table"
NUMBER = "unexpected_rows_query.row_count"
AGGREGATE = "table.aggregate"


class TableAggregate(TableMetricProvider):  # type: ignore[misc]  # it has no types
    """The value of an SQL expression of aggregates over a table."""

    metric_name = AGGREGATE
    value_keys = ("aggregate",)

    @metric_partial(  # type: ignore[untyped-decorator]  # it has no types
        engine=SqlAlchemyExecutionEngine, partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN, domain_type=MetricDomainTypes.TABLE
    )
    def _sqlalchemy(  # Great Expectations calls it with all arguments by name, and looks for it by its own.
        cls,  # noqa: N805
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> Any:
        return sa.literal_column(metric_value_kwargs["aggregate"]), metric_domain_kwargs, {}


class ExpectQueryToFindNoRows(UnexpectedRowsExpectation):  # type: ignore[misc]  # it has no types
    """That a query finds no rows; it is asked for them only where they are to be told, for it may scan millions.

    Attributes:
        aggregate: an SQL expression of aggregates over the batch, 0 where the query finds no rows; None: the query is asked.
    """

    aggregate: str | None = None

    metric_dependencies: ClassVar[tuple[str, ...]] = (ROWS, NUMBER, AGGREGATE)
    success_keys: ClassVar[tuple[str, ...]] = ("unexpected_rows_query", "aggregate")

    def get_validation_dependencies(self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None) -> Any:
        """Return which metrics are needed; Great Expectations calls it."""
        needed = super().get_validation_dependencies(execution_engine, runtime_configuration)
        unneeded = set() if self.aggregate else {AGGREGATE}
        if needed.result_format["result_format"] != ResultFormat.COMPLETE:
            unneeded |= {ROWS, NUMBER} if self.aggregate else {ROWS}
        for metric in unneeded:
            needed.remove_metric_configuration(metric)
        return needed

    def _validate(self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None, execution_engine: Any = None) -> Any:
        # What an aggregate finds counts even where its query does not find it again.
        found = max(metrics.get(NUMBER, 0), metrics.get(AGGREGATE, 0))
        return super()._validate({ROWS: [], **metrics, NUMBER: found}, runtime_configuration, execution_engine)
