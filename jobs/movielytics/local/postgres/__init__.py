"""A local PostgreSQL 18: its server, its data, its start and its operating system account."""

from movielytics.local.postgres.server import processes, psql_path, shareable_url, start, stop

__all__ = ["processes", "psql_path", "shareable_url", "start", "stop"]
