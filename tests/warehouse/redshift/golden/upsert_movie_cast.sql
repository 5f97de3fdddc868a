LOCK audit.attempts;

SELECT
  1
FROM audit.attempts
WHERE
  table_name = %s;

SELECT
  COUNT(*)
FROM audit.loads
WHERE
  run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL;

SELECT
  1 AS found
FROM waiting.credits AS waiting
INNER JOIN movies.movies AS movies
  ON waiting.movie_id = movies.movie_id
LIMIT 1;

SELECT
  run_id
FROM audit.attempts
WHERE
  table_name = %s;

SELECT
  COALESCE(SUM(rows_loaded), 0)
FROM audit.partitions
WHERE
  table_name = %s;

SELECT
  COUNT(*)
FROM staging.movie_cast;

CREATE TEMPORARY TABLE this_run AS
SELECT
  CAST(%s AS VARCHAR(65535)) AS run_id,
  CAST(%s AS VARCHAR(65535)) AS table_name,
  CAST(%s AS VARCHAR(65535)) AS dataset,
  GETDATE() AS published_at,
  CAST(%s AS BOOLEAN) AS has_load,
  CAST(%s AS BOOLEAN) AS has_releases,
  NOT CAST(%s AS BOOLEAN) AND NOT EXISTS(
    SELECT
      1
    FROM movies.movie_cast
  ) AS is_first;

CREATE TEMPORARY TABLE loaded_files AS
SELECT
  file,
  fingerprint,
  file_no
FROM audit.loads
WHERE
  run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL;

CREATE TEMPORARY TABLE counted_at_once (
  file_no INTEGER,
  action VARCHAR(65535),
  row_count BIGINT
);

SELECT
  is_first
FROM this_run;

CREATE TEMPORARY TABLE delivered AS
SELECT
  staged.movie_id,
  staged.credit_id,
  staged.person_id,
  staged.character_name,
  staged.billing,
  staged.file_no AS loaded_file_no,
  movies.movie_id IS NOT NULL AS is_there
FROM staging.movie_cast AS staged
CROSS JOIN this_run
LEFT JOIN movies.movies AS movies
  ON staged.movie_id = movies.movie_id
WHERE
  this_run.has_load
UNION ALL
SELECT
  waiting.movie_id,
  waiting.credit_id,
  waiting.person_id,
  waiting.character_name,
  waiting.billing,
  NULL AS loaded_file_no,
  TRUE AS is_there
FROM waiting.credits AS waiting
INNER JOIN movies.movies AS movies
  ON waiting.movie_id = movies.movie_id;

CREATE TEMPORARY TABLE casts AS
SELECT
  movie_id,
  loaded_file_no,
  is_there,
  ROW_NUMBER() OVER (PARTITION BY movie_id ORDER BY CASE WHEN loaded_file_no IS NULL THEN 2 ELSE 1 END) AS place
FROM delivered
GROUP BY
  movie_id,
  loaded_file_no,
  is_there;

CREATE TEMPORARY TABLE latest AS
SELECT
  delivered.*
FROM delivered
INNER JOIN casts
  ON delivered.movie_id = casts.movie_id
  AND (
    delivered.loaded_file_no = casts.loaded_file_no
    OR (
      delivered.loaded_file_no IS NULL AND casts.loaded_file_no IS NULL
    )
  )
WHERE
  casts.place = 1 AND casts.is_there;

CREATE TEMPORARY TABLE changes AS
SELECT
  latest.credit_id,
  latest.movie_id,
  latest.person_id,
  latest.character_name,
  latest.billing,
  latest.loaded_file_no AS file_no,
  CASE
    WHEN present.credit_id IS NULL
    THEN 'inserted'
    WHEN (
      latest.person_id <> present.person_id
      OR (
        latest.person_id IS NULL AND NOT present.person_id IS NULL
      )
      OR (
        NOT latest.person_id IS NULL AND present.person_id IS NULL
      )
    )
    OR (
      latest.character_name <> present.character_name
      OR (
        latest.character_name IS NULL AND NOT present.character_name IS NULL
      )
      OR (
        NOT latest.character_name IS NULL AND present.character_name IS NULL
      )
    )
    OR (
      latest.billing <> present.billing
      OR (
        latest.billing IS NULL AND NOT present.billing IS NULL
      )
      OR (
        NOT latest.billing IS NULL AND present.billing IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM latest
LEFT JOIN movies.movie_cast AS present
  ON latest.movie_id = present.movie_id AND latest.credit_id = present.credit_id
WHERE
  latest.credit_id IS NOT NULL
UNION ALL
SELECT
  present.credit_id,
  present.movie_id,
  present.person_id,
  present.character_name,
  present.billing,
  casts.loaded_file_no AS file_no,
  'removed' AS action
FROM casts
INNER JOIN movies.movie_cast AS present
  ON casts.movie_id = present.movie_id
LEFT JOIN latest
  ON present.movie_id = latest.movie_id AND present.credit_id = latest.credit_id
WHERE
  casts.place = 1 AND casts.is_there AND latest.credit_id IS NULL
UNION ALL
SELECT
  NULL AS credit_id,
  movie_id,
  NULL AS person_id,
  NULL AS character_name,
  NULL AS billing,
  loaded_file_no AS file_no,
  CASE WHEN is_there THEN 'superseded' ELSE 'waiting' END AS action
FROM casts
WHERE
  place > 1 OR NOT is_there
UNION ALL
SELECT
  NULL AS credit_id,
  movie_id,
  NULL AS person_id,
  NULL AS character_name,
  NULL AS billing,
  NULL AS file_no,
  'released' AS action
FROM casts
WHERE
  loaded_file_no IS NULL;

DELETE FROM movies.movie_cast USING   changes
WHERE
  movies.movie_cast.movie_id = changes.movie_id
  AND movies.movie_cast.credit_id = changes.credit_id
  AND changes.action = 'removed';

UPDATE movies.movie_cast SET person_id = changes.person_id, character_name = changes.character_name, billing = changes.billing
FROM changes
WHERE
  movies.movie_cast.movie_id = changes.movie_id
  AND movies.movie_cast.credit_id = changes.credit_id
  AND changes.action = 'updated';

INSERT INTO movies.movie_cast (
  credit_id,
  movie_id,
  person_id,
  character_name,
  billing
)
SELECT
  credit_id,
  movie_id,
  person_id,
  character_name,
  billing
FROM changes
WHERE
  action = 'inserted';

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  NULL AS file_no,
  'replaced' AS action,
  COUNT(DISTINCT waiting.movie_id) AS row_count
FROM waiting.credits AS waiting
INNER JOIN casts
  ON waiting.movie_id = casts.movie_id
WHERE
  NOT casts.is_there;

DELETE FROM waiting.credits USING   casts
WHERE
  waiting.credits.movie_id = casts.movie_id;

INSERT INTO waiting.credits (
  file,
  fingerprint,
  file_no,
  run_id,
  waiting_since,
  movie_id,
  credit_id,
  person_id,
  character_name,
  billing
)
SELECT
  loaded_files.file,
  loaded_files.fingerprint,
  loaded_files.file_no,
  this_run.run_id,
  this_run.published_at AS waiting_since,
  delivered.movie_id,
  delivered.credit_id,
  delivered.person_id,
  delivered.character_name,
  delivered.billing
FROM delivered
INNER JOIN loaded_files
  ON delivered.loaded_file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE
  NOT delivered.is_there;

SELECT
  movie_id,
  credit_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  movie_id,
  credit_id
HAVING
  COUNT(*) > 1
LIMIT 1;

CREATE TEMPORARY TABLE outcome AS
SELECT
  file_no,
  SUM(CASE WHEN action = 'inserted' THEN row_count ELSE 0 END) AS inserted,
  SUM(CASE WHEN action IN ('updated', 'removed') THEN row_count ELSE 0 END) AS updated,
  SUM(CASE WHEN action = 'unchanged' THEN row_count ELSE 0 END) AS unchanged,
  SUM(CASE WHEN action = 'superseded' THEN row_count ELSE 0 END) AS superseded,
  SUM(CASE WHEN action = 'waiting' THEN row_count ELSE 0 END) AS waiting,
  SUM(CASE WHEN action = 'released' THEN row_count ELSE 0 END) AS released,
  SUM(CASE WHEN action = 'replaced' THEN row_count ELSE 0 END) AS replaced
FROM (
  SELECT
    file_no,
    action,
    COUNT(*) AS row_count
  FROM changes
  GROUP BY
    file_no,
    action
  UNION ALL
  SELECT
    file_no,
    action,
    row_count
  FROM counted_at_once
) AS counted
GROUP BY
  file_no;

UPDATE audit.loads SET rows_staged = loads.rows_staged - COALESCE(joined.outcome_superseded, 0) - COALESCE(joined.outcome_waiting, 0), rows_superseded = loads.rows_superseded + COALESCE(joined.outcome_superseded, 0), rows_waiting = COALESCE(joined.outcome_waiting, 0), rows_inserted = COALESCE(joined.outcome_inserted, 0), rows_updated = COALESCE(joined.outcome_updated, 0), rows_unchanged = COALESCE(joined.outcome_unchanged, 0), published_at = joined.this_run_published_at
FROM (
  SELECT
    outcome.waiting AS outcome_waiting,
    outcome.superseded AS outcome_superseded,
    outcome.inserted AS outcome_inserted,
    outcome.updated AS outcome_updated,
    outcome.unchanged AS outcome_unchanged,
    this_run.published_at AS this_run_published_at,
    loaded_files.fingerprint AS loaded_files_fingerprint,
    loaded_files.file AS loaded_files_file,
    this_run.run_id AS this_run_run_id,
    this_run.table_name AS this_run_table_name
  FROM this_run
  INNER JOIN loaded_files
    ON TRUE
  LEFT JOIN outcome
    ON loaded_files.file_no = outcome.file_no
) AS joined
WHERE
  loads.run_id = joined.this_run_run_id
  AND loads.table_name = joined.this_run_table_name
  AND loads.file = joined.loaded_files_file
  AND loads.fingerprint = joined.loaded_files_fingerprint
  AND loads.published_at IS NULL;

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
  rows_inserted,
  rows_updated,
  rows_unchanged,
  started_at,
  staged_at,
  published_at
)
SELECT
  this_run.run_id,
  this_run.table_name,
  this_run.dataset,
  'waiting' AS file,
  -1 AS file_no,
  CAST(this_run.published_at AS VARCHAR(65535)) AS fingerprint,
  '' AS schema_hash,
  '[]' AS header,
  outcome.released + outcome.replaced AS rows_read,
  outcome.released - outcome.superseded - outcome.waiting AS rows_staged,
  outcome.superseded + outcome.replaced AS rows_superseded,
  0 AS rows_quarantined,
  outcome.waiting AS rows_waiting,
  outcome.inserted,
  outcome.updated,
  outcome.unchanged,
  this_run.published_at AS started_at,
  this_run.published_at AS staged_at,
  this_run.published_at
FROM outcome
CROSS JOIN this_run
WHERE
  outcome.file_no IS NULL AND outcome.released + outcome.replaced > 0;

SELECT
  SUM(inserted),
  SUM(updated),
  SUM(unchanged),
  SUM(waiting),
  SUM(released)
FROM outcome;

