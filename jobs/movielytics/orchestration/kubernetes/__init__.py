"""The runtime ``kubernetes``: Airflow's triggerer starts, watches and removes SparkApplications and pods."""
