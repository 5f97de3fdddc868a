"""Exit 1 when the Airflow job of this pod no longer beats: ``alive.py JOB_TYPE SECONDS``.

A database that does not answer says nothing about this pod: it counts as alive, since a restart would not help.
"""

import os
import sys

import psycopg2
from database import connect

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
    sys.stderr.write(f"the database does not answer: {error}")
    sys.exit(0)
with connection, connection.cursor() as cursor:
    cursor.execute(QUERY, (job_type, os.environ["POD_IP"], seconds))
    beats = cursor.fetchone()[0]
connection.close()
if not beats:
    sys.exit(f"no {job_type} of {os.environ['POD_IP']} was heard of in the last {seconds} seconds")
