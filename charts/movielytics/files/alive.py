"""Exit 1 if the Airflow job of this pod sends no heartbeats: ``alive.py JOB_TYPE SECONDS``.

A pod counts as alive while the database does not respond, because a restart would not help.
"""

import os
import sys

import psycopg2
from database import connect, reason

QUERY = """
SELECT EXISTS (
    SELECT FROM job
    WHERE job_type = %s AND hostname = %s AND state = 'running' AND latest_heartbeat > now() - %s * INTERVAL '1 second'
)
"""

job_type, seconds = sys.argv[1], int(sys.argv[2])
try:
    connection = connect(timeout=3)
except psycopg2.OperationalError as error:
    sys.stderr.write(f"the database does not respond: {reason(error)}\n")
    sys.exit(0)
with connection, connection.cursor() as cursor:
    cursor.execute(QUERY, (job_type, os.environ["POD_IP"], seconds))
    beats = cursor.fetchone()[0]
connection.close()
if not beats:
    sys.exit(f"{job_type} of {os.environ['POD_IP']} sent no heartbeat in the last {seconds} seconds")
