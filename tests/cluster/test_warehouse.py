"""Hosts of a warehouse URL that name a Service and therefore need a port-forward."""

import pytest

from movielytics.cluster.warehouse import service_of


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("postgres", ("here", "postgres")),
        ("postgres.other", ("other", "postgres")),
        ("postgres.other.svc", ("other", "postgres")),
        ("postgres.other.svc.cluster.local", ("other", "postgres")),
        ("db.example.com", None),
        ("movies.abc.eu-central-1.rds.amazonaws.com", None),
        ("10.0.0.1", None),
    ],
)
def test_services_are_distinguished_from_other_hosts(host: str, service: tuple[str, str] | None) -> None:
    assert service_of(host, "here") == service
