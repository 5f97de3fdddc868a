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

SELECT
  GETDATE();

DELETE FROM audit.planned_files
WHERE
  run_id = %s OR planned_at < %s;

INSERT INTO audit.planned_files (
  run_id,
  dataset,
  file,
  file_size,
  fingerprint,
  "identity",
  name,
  planned_at
)
VALUES
  (%s, %s, %s, %s, %s, %s, %s, %s),
  (%s, %s, %s, %s, %s, %s, %s, %s),
  (%s, %s, %s, %s, %s, %s, %s, %s),
  (%s, %s, %s, %s, %s, %s, %s, %s),
  (%s, %s, %s, %s, %s, %s, %s, %s);

INSERT INTO audit.steps (
  run_id,
  step,
  started_at,
  finished_at,
  outcome
)
VALUES
  (%s, %s, %s, %s, %s);

