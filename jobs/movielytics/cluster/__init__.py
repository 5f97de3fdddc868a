"""Trigger a DAG run in the cluster through Airflow's REST API, follow it, and print its answers."""
