"""The pipeline's part of Airflow's UI: the report and the Data Docs of each run."""

DAG_ID = "movie_dwh_dag"
"""The DAG whose runs have pages; users who may read the DAG may read the pages."""
