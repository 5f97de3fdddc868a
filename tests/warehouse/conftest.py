"""The guarantees of the warehouse hold in both dialects: each test here runs in PostgreSQL's SQL and in Redshift's."""

from typing import cast

import pytest

from support.harness import Pipeline


@pytest.fixture(params=["postgresql", "redshift"])
def pipeline(request: pytest.FixtureRequest) -> Pipeline:
    """An empty landing zone and a migrated, empty warehouse of either kind."""
    name = "redshift_pipeline" if request.param == "redshift" else "postgres_pipeline"
    return cast(Pipeline, request.getfixturevalue(name))
