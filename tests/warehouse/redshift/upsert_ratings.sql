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
FROM staging.ratings;

CREATE TEMPORARY TABLE this_run AS
SELECT
  CAST(%s AS VARCHAR(65535)) AS run_id,
  CAST(%s AS VARCHAR(65535)) AS table_name,
  CAST(%s AS VARCHAR(65535)) AS dataset,
  GETDATE() AS published_at,
  CAST(%s AS BOOLEAN) AS has_load;

CREATE TEMPORARY TABLE loaded_files AS
SELECT
  file,
  fingerprint,
  file_no
FROM audit.loads
WHERE
  run_id = %s AND table_name = %s AND staged_at IS NOT NULL AND published_at IS NULL;

CREATE TEMPORARY TABLE delivered AS
SELECT
  staged.user_id,
  staged.movielens_id,
  staged.rating,
  staged.rated_at,
  staged.file_no AS loaded_file_no,
  staged.file_no,
  staged.row_position,
  this_run.published_at AS delivered_at
FROM staging.ratings AS staged
CROSS JOIN this_run
WHERE
  this_run.has_load
UNION ALL
SELECT
  CAST(SPLIT_PART(waiting."raw", ',', 1) AS INTEGER) AS user_id,
  CAST(waiting.waiting_for AS INTEGER) AS movielens_id,
  CAST(SPLIT_PART(waiting."raw", ',', 3) AS DECIMAL(2, 1)) AS rating,
  CAST('epoch' AS TIMESTAMP) + CAST(SPLIT_PART(waiting."raw", ',', 4) AS BIGINT) * INTERVAL '1 SECOND' AS rated_at,
  NULL AS loaded_file_no,
  waiting.file_no,
  waiting.row_position,
  waiting.quarantined_at AS delivered_at
FROM quarantine.rows AS waiting
INNER JOIN movies.links AS links
  ON waiting.waiting_for = links.movielens_id
INNER JOIN movies.movies AS movies
  ON links.movie_id = movies.movie_id
WHERE
  waiting.dataset = 'ratings';

CREATE TEMPORARY TABLE changes AS
SELECT
  ranked.user_id,
  ranked.movielens_id,
  ranked.movie_id,
  ranked.rating,
  ranked.rated_at,
  ranked.row_position,
  ranked.loaded_file_no AS file_no,
  CASE
    WHEN ranked.movie_id IS NULL
    THEN 'waiting'
    WHEN ranked.place > 1
    THEN 'superseded'
    WHEN present.user_id IS NULL
    THEN 'inserted'
    WHEN (
      ranked.rating <> present.rating
      OR (
        ranked.rating IS NULL AND NOT present.rating IS NULL
      )
      OR (
        NOT ranked.rating IS NULL AND present.rating IS NULL
      )
    )
    OR (
      ranked.rated_at <> present.rated_at
      OR (
        ranked.rated_at IS NULL AND NOT present.rated_at IS NULL
      )
      OR (
        NOT ranked.rated_at IS NULL AND present.rated_at IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM (
  SELECT
    delivered.*,
    movies.movie_id,
    ROW_NUMBER() OVER (
      PARTITION BY delivered.user_id, movies.movie_id
      ORDER BY delivered.delivered_at DESC, delivered.file_no DESC, delivered.row_position DESC
    ) AS place
  FROM delivered
  LEFT JOIN movies.links AS links
    ON delivered.movielens_id = links.movielens_id
  LEFT JOIN movies.movies AS movies
    ON links.movie_id = movies.movie_id
) AS ranked
LEFT JOIN movies.ratings AS present
  ON ranked.user_id = present.user_id AND ranked.movie_id = present.movie_id
UNION ALL
SELECT
  user_id,
  movielens_id,
  NULL AS movie_id,
  rating,
  rated_at,
  row_position,
  NULL AS file_no,
  'released' AS action
FROM delivered
WHERE
  loaded_file_no IS NULL;

UPDATE movies.ratings SET rating = changes.rating, rated_at = changes.rated_at
FROM changes
WHERE
  movies.ratings.user_id = changes.user_id
  AND movies.ratings.movie_id = changes.movie_id
  AND changes.action = 'updated';

INSERT INTO movies.ratings (
  user_id,
  movie_id,
  rating,
  rated_at
)
SELECT
  user_id,
  movie_id,
  rating,
  rated_at
FROM changes
WHERE
  action = 'inserted';

DELETE FROM quarantine.rows USING   movies.links, movies.movies
WHERE
  quarantine.rows.dataset = 'ratings'
  AND quarantine.rows.waiting_for = movies.links.movielens_id
  AND movies.links.movie_id = movies.movies.movie_id;

DELETE FROM quarantine.rows USING   loaded_files
WHERE
  quarantine.rows.dataset = 'ratings'
  AND quarantine.rows.file = loaded_files.file
  AND quarantine.rows.fingerprint = loaded_files.fingerprint
  AND quarantine.rows.waiting_for IS NOT NULL;

INSERT INTO quarantine.rows (
  dataset,
  file,
  fingerprint,
  file_no,
  row_position,
  reason,
  "raw",
  waiting_for,
  run_id,
  quarantined_at
)
SELECT
  'ratings' AS dataset,
  loaded_files.file,
  loaded_files.fingerprint,
  changes.file_no,
  changes.row_position,
  'its movie is not in the warehouse yet' AS reason,
  (
    CAST(changes.user_id AS VARCHAR(65535)) || ',' || CAST(changes.movielens_id AS VARCHAR(65535)) || ',' || CAST(changes.rating AS VARCHAR(65535)) || ',' || CAST(CAST(EXTRACT(EPOCH FROM changes.rated_at) AS BIGINT) AS VARCHAR(65535))
  ) AS "raw",
  changes.movielens_id AS waiting_for,
  this_run.run_id,
  this_run.published_at AS quarantined_at
FROM changes
INNER JOIN loaded_files
  ON changes.file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE
  changes.action = 'waiting';

SELECT
  user_id,
  movie_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  user_id,
  movie_id
HAVING
  COUNT(*) > 1
LIMIT 1;

CREATE TEMPORARY TABLE outcome AS
SELECT
  file_no,
  SUM(CASE WHEN action = 'inserted' THEN 1 ELSE 0 END) AS inserted,
  SUM(CASE WHEN action IN ('updated', 'removed') THEN 1 ELSE 0 END) AS updated,
  SUM(CASE WHEN action = 'unchanged' THEN 1 ELSE 0 END) AS unchanged,
  SUM(CASE WHEN action = 'superseded' THEN 1 ELSE 0 END) AS superseded,
  SUM(CASE WHEN action = 'waiting' THEN 1 ELSE 0 END) AS waiting,
  SUM(CASE WHEN action = 'released' THEN 1 ELSE 0 END) AS released
FROM changes
GROUP BY
  file_no;

UPDATE audit.loads SET rows_staged = loads.rows_staged - COALESCE(joined.outcome_superseded, 0) - COALESCE(joined.outcome_waiting, 0), rows_superseded = loads.rows_superseded + COALESCE(joined.outcome_superseded, 0), rows_quarantined = loads.rows_quarantined + COALESCE(joined.outcome_waiting, 0), rows_waiting = COALESCE(joined.outcome_waiting, 0), rows_inserted = COALESCE(joined.outcome_inserted, 0), rows_updated = COALESCE(joined.outcome_updated, 0), rows_unchanged = COALESCE(joined.outcome_unchanged, 0), published_at = joined.this_run_published_at
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
  contract,
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
  'quarantine' AS file,
  -1 AS file_no,
  CAST(this_run.published_at AS VARCHAR(65535)) AS fingerprint,
  '' AS contract,
  outcome.released,
  outcome.released - outcome.superseded,
  outcome.superseded,
  0 AS rows_quarantined,
  0 AS rows_waiting,
  outcome.inserted,
  outcome.updated,
  outcome.unchanged,
  this_run.published_at AS started_at,
  this_run.published_at AS staged_at,
  this_run.published_at
FROM outcome
CROSS JOIN this_run
WHERE
  outcome.file_no IS NULL AND outcome.released > 0;

SELECT
  SUM(inserted),
  SUM(updated),
  SUM(unchanged),
  SUM(waiting),
  SUM(released)
FROM outcome;

