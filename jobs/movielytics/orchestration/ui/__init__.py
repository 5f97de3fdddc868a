"""The pipeline's part of Airflow's UI: the report and the Data Docs of each run."""

DAG_ID = "movie_dwh_dag"
"""The DAG whose runs have pages; who may read it may read them."""
