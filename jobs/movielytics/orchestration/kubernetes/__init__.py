"""The runtime ``kubernetes``: SparkApplications and pods that are started, watched and removed by Airflow's triggerer."""
