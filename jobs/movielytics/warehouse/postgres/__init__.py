"""The engine PostgreSQL: binary COPY, staging partitions, and first loads without a key."""
