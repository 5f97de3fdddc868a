"""The pipeline's part of Airflow's UI: the report and the Data Docs of each run."""

DAG_ID = "movie_dwh_dag"
"""The DAG whose runs have pages; users who may read the DAG may read the pages."""

PREFIX = "movielytics"
"""The path of the pages on the api-server, below its own root."""

OPEN = f"{PREFIX}/open"
"""The path that redirects to the pages of a run."""
