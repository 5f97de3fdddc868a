SELECT
  dataset,
  code,
  SUM(line_count) AS row_count
FROM quarantine.rejected_rows
WHERE
  run_id = %(run_id)s
GROUP BY
  dataset,
  code;

SELECT
  dataset,
  SUM(rows_read) AS read,
  SUM(rows_staged) AS staged,
  SUM(rows_superseded) AS superseded
FROM (
  SELECT
    dataset,
    MAX(rows_read) AS rows_read,
    MIN(rows_staged) AS rows_staged,
    MAX(rows_superseded) AS rows_superseded
  FROM audit.loads
  WHERE
    run_id = %(run_id)s AND file_no >= 0
  GROUP BY
    dataset,
    file,
    fingerprint
) AS files
GROUP BY
  dataset;

SELECT
  step,
  EXTRACT(EPOCH FROM MAX(finished_at)) - EXTRACT(EPOCH FROM MAX(started_at)) AS seconds
FROM audit.steps
WHERE
  run_id = %(run_id)s
GROUP BY
  step;

SELECT
  seconds
FROM audit.run_history
WHERE
  run_id = %(run_id)s;

SELECT
  table_name,
  age_seconds
FROM audit.freshness
WHERE
  delivered_at IS NOT NULL;

SELECT
  dataset,
  row_count,
  EXTRACT(EPOCH FROM GETDATE()) - EXTRACT(EPOCH FROM since) AS age_seconds
FROM (
  SELECT
    'ratings' AS dataset,
    (
      SELECT
        COUNT(*)
      FROM waiting.ratings
    ) AS row_count,
    MIN(waiting_since) AS since
  FROM waiting.ratings
  UNION ALL
  SELECT
    'credits' AS dataset,
    (
      SELECT
        COUNT(*)
      FROM (
        SELECT DISTINCT
          file,
          fingerprint,
          movie_id
        FROM waiting.credits
      ) AS casts
    ) AS row_count,
    MIN(waiting_since) AS since
  FROM waiting.credits
) AS datasets;

