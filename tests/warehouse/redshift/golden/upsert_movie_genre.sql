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
FROM staging.movie_genre;

CREATE TEMPORARY TABLE this_run AS
SELECT
  CAST(%s AS VARCHAR(65535)) AS run_id,
  CAST(%s AS VARCHAR(65535)) AS table_name,
  CAST(%s AS VARCHAR(65535)) AS dataset,
  GETDATE() AS published_at,
  CAST(%s AS BOOLEAN) AS has_load,
  CAST(%s AS BOOLEAN) AS has_releases,
  NOT CAST(%s AS BOOLEAN)
  AND NOT EXISTS(
    SELECT
      1
    FROM movies.movie_genre
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

CREATE TEMPORARY TABLE changes AS
SELECT
  staged.movie_id,
  staged.genre_id,
  staged.file_no,
  CASE WHEN present.movie_id IS NULL THEN 'inserted' ELSE 'unchanged' END AS action
FROM staging.movie_genre AS staged
LEFT JOIN movies.movie_genre AS present
  ON staged.movie_id = present.movie_id AND staged.genre_id = present.genre_id
WHERE
  staged.genre_id IS NOT NULL
UNION ALL
SELECT
  present.movie_id,
  present.genre_id,
  delivered.file_no,
  'removed' AS action
FROM (
  SELECT
    movie_id,
    MAX(file_no) AS file_no
  FROM staging.movie_genre
  GROUP BY
    movie_id
) AS delivered
INNER JOIN movies.movie_genre AS present
  ON delivered.movie_id = present.movie_id
LEFT JOIN staging.movie_genre AS staged
  ON present.movie_id = staged.movie_id AND present.genre_id = staged.genre_id
WHERE
  staged.movie_id IS NULL;

DELETE FROM movies.movie_genre USING   changes
WHERE
  movies.movie_genre.movie_id = changes.movie_id
  AND movies.movie_genre.genre_id = changes.genre_id
  AND changes.action = 'removed';

INSERT INTO movies.movie_genre (
  movie_id,
  genre_id
)
SELECT
  movie_id,
  genre_id
FROM changes
WHERE
  action = 'inserted';

SELECT
  movie_id,
  genre_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  movie_id,
  genre_id
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

