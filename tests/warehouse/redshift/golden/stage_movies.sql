SELECT
  dataset,
  file,
  file_size,
  fingerprint,
  "identity",
  name
FROM audit.planned_files
WHERE
  run_id = %s AND dataset IN %s;

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

DELETE FROM staging.movies;

DELETE FROM audit.partitions
WHERE
  table_name = %s;

DELETE FROM audit.loads
WHERE
  run_id = %s AND table_name = %s AND published_at IS NULL;

DELETE FROM staging.genre;

DELETE FROM staging.movie_genre;

DELETE FROM staging.date;

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

COPY staging.movies FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/movies.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

INSERT INTO audit.partitions (
  table_name,
  attempt,
  partition_no,
  rows_loaded
)
VALUES
  (%s, %s, %s, %s);

COPY staging.genre FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/genre.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

COPY staging.movie_genre FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/movie_genre.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

COPY staging.date FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/date.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

CREATE TEMPORARY TABLE arrived (
  dataset VARCHAR(65535),
  file VARCHAR(65535),
  fingerprint VARCHAR(65535),
  run_id VARCHAR(65535),
  first_line BIGINT,
  line_count INTEGER,
  code VARCHAR(65535),
  column_name VARCHAR(65535),
  detail VARCHAR(65535),
  "raw" VARCHAR(65535),
  quarantined_at TIMESTAMP
);

COPY arrived FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/quarantine.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

INSERT INTO quarantine.rejected_rows (
  dataset,
  file,
  fingerprint,
  run_id,
  first_line,
  line_count,
  code,
  column_name,
  detail,
  "raw",
  quarantined_at
)
SELECT
  dataset,
  file,
  fingerprint,
  run_id,
  first_line,
  line_count,
  code,
  column_name,
  detail,
  "raw",
  quarantined_at
FROM arrived;

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

SELECT
  dataset,
  earlier
FROM (
  SELECT
    dataset,
    run_id,
    LAG(run_id) OVER (PARTITION BY dataset ORDER BY MAX(staged_at), run_id) AS earlier
  FROM audit.loads
  WHERE
    staged_at IS NOT NULL
    AND (
      published_at IS NOT NULL OR run_id = %(run_id)s
    )
    AND file_no >= 0
  GROUP BY
    dataset,
    run_id
) AS deliveries
WHERE
  run_id = %(run_id)s AND earlier IS NOT NULL
ORDER BY
  dataset;

