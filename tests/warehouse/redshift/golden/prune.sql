SELECT
  1
FROM information_schema.tables
WHERE
  table_schema = 'audit' AND table_name = 'loads';

CREATE TEMPORARY TABLE retention AS
SELECT
  CAST(%s AS TIMESTAMP) AS starts_at;

CREATE TEMPORARY TABLE outdated_loads AS
SELECT
  ranked.run_id,
  ranked.table_name,
  ranked.file,
  ranked.fingerprint
FROM (
  SELECT
    run_id,
    table_name,
    file,
    fingerprint,
    file_no,
    started_at,
    published_at,
    ROW_NUMBER() OVER (
      PARTITION BY table_name, file
      ORDER BY staged_at DESC NULLS LAST, run_id DESC, fingerprint DESC
    ) AS staged_age,
    ROW_NUMBER() OVER (
      PARTITION BY table_name, file
      ORDER BY published_at DESC NULLS LAST, run_id DESC, fingerprint DESC
    ) AS published_age,
    ROW_NUMBER() OVER (
      PARTITION BY table_name, header
      ORDER BY published_at DESC NULLS LAST, run_id DESC, fingerprint DESC
    ) AS header_age
  FROM audit.loads
) AS ranked
LEFT JOIN (
  SELECT DISTINCT
    waiting_since,
    file_no
  FROM waiting.ratings
) AS waiting
  ON ranked.table_name = 'ratings'
  AND ranked.published_at = waiting.waiting_since
  AND ranked.file_no = waiting.file_no
WHERE
  ranked.started_at < (
    SELECT
      retention.starts_at
    FROM retention
  )
  AND ranked.staged_age > 1
  AND (
    ranked.published_at IS NULL
    OR (
      ranked.published_age > 1 AND ranked.header_age > 1
    )
  )
  AND waiting.file_no IS NULL;

DELETE FROM audit.loads USING   outdated_loads
WHERE
  loads.run_id = outdated_loads.run_id
  AND loads.table_name = outdated_loads.table_name
  AND loads.file = outdated_loads.file
  AND loads.fingerprint = outdated_loads.fingerprint;

DELETE FROM audit.checks
WHERE
  checked_at < (
    SELECT
      retention.starts_at
    FROM retention
  )
  AND checked_at < (
    SELECT
      MAX(checks.checked_at)
    FROM audit.checks
  );

DELETE FROM audit.landing_zones
WHERE
  used_at < (
    SELECT
      retention.starts_at
    FROM retention
  )
  AND EXISTS(
    SELECT
      1
    FROM audit.landing_zones AS later
    WHERE
      later.uri = landing_zones.uri
      AND later.endpoint_url = landing_zones.endpoint_url
      AND later.made_up = landing_zones.made_up
      AND later.used_at > landing_zones.used_at
  );

DELETE FROM audit.steps
WHERE
  finished_at < (
    SELECT
      retention.starts_at
    FROM retention
  );

DELETE FROM quarantine.rejected_rows
WHERE
  quarantined_at < (
    SELECT
      retention.starts_at
    FROM retention
  )
  AND NOT EXISTS(
    SELECT
      1
    FROM audit.loads
    WHERE
      loads.dataset = rejected_rows.dataset
      AND loads.file = rejected_rows.file
      AND loads.fingerprint = rejected_rows.fingerprint
  );

