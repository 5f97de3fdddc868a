SELECT
  file,
  fingerprint,
  run_id,
  schema_hash = %s AND published_at IS NOT NULL AS is_current
FROM (
  SELECT
    file,
    fingerprint,
    run_id,
    schema_hash,
    published_at,
    ROW_NUMBER() OVER (PARTITION BY file ORDER BY staged_at DESC, run_id DESC, fingerprint DESC) AS age
  FROM audit.loads
  WHERE
    table_name = %s AND staged_at IS NOT NULL
) AS deliveries
WHERE
  age = 1;

SELECT DISTINCT
  header
FROM audit.loads
WHERE
  dataset = %s AND published_at IS NOT NULL;

DELETE FROM audit.landing_zones
WHERE
  (
    run_id = %s AND load_name = %s
  )
  OR (
    (
      uri <> %s OR endpoint_url <> %s
    )
    AND NOT EXISTS(
      SELECT
        1
      FROM audit.loads
      WHERE
        published_at IS NOT NULL
    )
  );

INSERT INTO audit.landing_zones (
  run_id,
  load_name,
  uri,
  endpoint_url,
  made_up,
  used_at
)
VALUES
  (%s, %s, %s, %s, %s, GETDATE());

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

DELETE FROM staging.person;

DELETE FROM audit.partitions
WHERE
  table_name = %s;

DELETE FROM audit.loads
WHERE
  run_id = %s AND table_name = %s AND published_at IS NULL;

DELETE FROM staging.movie_cast;

CREATE TEMPORARY TABLE read_again (
  file VARCHAR(65535),
  fingerprint VARCHAR(65535)
);

INSERT INTO read_again (
  file,
  fingerprint
)
VALUES
  (%s, %s);

DELETE FROM quarantine.rejected_rows USING   read_again
WHERE
  quarantine.rejected_rows.dataset = %s
  AND quarantine.rejected_rows.run_id = %s
  AND quarantine.rejected_rows.file = read_again.file
  AND quarantine.rejected_rows.fingerprint = read_again.fingerprint;

DROP TABLE read_again;

COPY staging.person FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/person.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

INSERT INTO audit.partitions (
  table_name,
  attempt,
  partition_no,
  rows_loaded
)
VALUES
  (%s, %s, %s, %s);

COPY staging.movie_cast FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/movie_cast.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

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
  schema_hash,
  header,
  rows_read,
  rows_staged,
  rows_superseded,
  rows_quarantined,
  rows_waiting,
  started_at,
  staged_at
)
VALUES
  (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s);

DELETE FROM quarantine.rejected_rows
WHERE
  dataset = %s
  AND run_id <> %s
  AND EXISTS(
    SELECT
      1
    FROM audit.loads
    WHERE
      loads.run_id = %s
      AND loads.staged_at = %s
      AND loads.file = rejected_rows.file
      AND loads.fingerprint = rejected_rows.fingerprint
  );

