"""A run in the cluster, seen from outside: triggered through Airflow's REST API, followed, and its answers printed."""
