SELECT
  file,
  fingerprint
FROM (
  SELECT
    file,
    fingerprint,
    ROW_NUMBER() OVER (PARTITION BY file ORDER BY published_at DESC) AS age
  FROM audit.loads
  WHERE
    table_name = %s AND contract = %s AND published_at IS NOT NULL
) AS published
WHERE
  age = 1;

LOCK audit.attempts;

SELECT
  attempt
FROM audit.attempts
WHERE
  table_name = %s;

UPDATE audit.attempts SET attempt = %s, run_id = %s
WHERE
  table_name = %s;

INSERT INTO audit.attempts (
  table_name,
  attempt,
  run_id
)
VALUES
  (%s, %s, %s);

DELETE FROM staging.cpi;

DELETE FROM audit.partitions
WHERE
  table_name = %s;

DELETE FROM audit.loads
WHERE
  run_id = %s AND table_name = %s AND published_at IS NULL;

DELETE FROM quarantine.raw_rows
WHERE
  dataset = %s AND file = %s AND fingerprint = %s AND waiting_for IS NULL;

COPY staging.cpi FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/cpi.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

INSERT INTO audit.partitions (
  table_name,
  attempt,
  partition_no,
  rows_loaded
)
VALUES
  (%s, %s, %s, %s);

SELECT
  file,
  fingerprint
FROM audit.loads
WHERE
  run_id = %s AND table_name = %s;

INSERT INTO audit.loads (
  run_id,
  table_name,
  dataset,
  file,
  file_no,
  fingerprint,
  contract,
  rows_read,
  rows_staged,
  rows_superseded,
  rows_quarantined,
  rows_waiting,
  started_at,
  staged_at
)
VALUES
  (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s);

