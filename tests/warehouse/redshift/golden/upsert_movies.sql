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
FROM staging.movies;

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
    FROM movies.movies
  ) AS is_first;

CREATE TEMPORARY TABLE loaded_files AS
SELECT
  file,
  fingerprint,
  file_no,
  rows_staged
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
  staged.imdb_id,
  staged.title,
  staged.original_title,
  staged.original_language,
  staged.status,
  staged.is_adult,
  staged.is_video,
  staged.release_date,
  staged.runtime_minutes,
  staged.budget,
  staged.revenue,
  staged.popularity,
  staged.vote_average,
  staged.vote_count,
  staged.tagline,
  staged.overview,
  staged.homepage,
  staged.file_no,
  CASE
    WHEN present.movie_id IS NULL
    THEN 'inserted'
    WHEN (
      staged.imdb_id <> present.imdb_id
      OR (
        staged.imdb_id IS NULL AND NOT present.imdb_id IS NULL
      )
      OR (
        NOT staged.imdb_id IS NULL AND present.imdb_id IS NULL
      )
    )
    OR (
      staged.title <> present.title
      OR (
        staged.title IS NULL AND NOT present.title IS NULL
      )
      OR (
        NOT staged.title IS NULL AND present.title IS NULL
      )
    )
    OR (
      staged.original_title <> present.original_title
      OR (
        staged.original_title IS NULL AND NOT present.original_title IS NULL
      )
      OR (
        NOT staged.original_title IS NULL AND present.original_title IS NULL
      )
    )
    OR (
      staged.original_language <> present.original_language
      OR (
        staged.original_language IS NULL AND NOT present.original_language IS NULL
      )
      OR (
        NOT staged.original_language IS NULL AND present.original_language IS NULL
      )
    )
    OR (
      staged.status <> present.status
      OR (
        staged.status IS NULL AND NOT present.status IS NULL
      )
      OR (
        NOT staged.status IS NULL AND present.status IS NULL
      )
    )
    OR (
      staged.is_adult <> present.is_adult
      OR (
        staged.is_adult IS NULL AND NOT present.is_adult IS NULL
      )
      OR (
        NOT staged.is_adult IS NULL AND present.is_adult IS NULL
      )
    )
    OR (
      staged.is_video <> present.is_video
      OR (
        staged.is_video IS NULL AND NOT present.is_video IS NULL
      )
      OR (
        NOT staged.is_video IS NULL AND present.is_video IS NULL
      )
    )
    OR (
      staged.release_date <> present.release_date
      OR (
        staged.release_date IS NULL AND NOT present.release_date IS NULL
      )
      OR (
        NOT staged.release_date IS NULL AND present.release_date IS NULL
      )
    )
    OR (
      staged.runtime_minutes <> present.runtime_minutes
      OR (
        staged.runtime_minutes IS NULL AND NOT present.runtime_minutes IS NULL
      )
      OR (
        NOT staged.runtime_minutes IS NULL AND present.runtime_minutes IS NULL
      )
    )
    OR (
      staged.budget <> present.budget
      OR (
        staged.budget IS NULL AND NOT present.budget IS NULL
      )
      OR (
        NOT staged.budget IS NULL AND present.budget IS NULL
      )
    )
    OR (
      staged.revenue <> present.revenue
      OR (
        staged.revenue IS NULL AND NOT present.revenue IS NULL
      )
      OR (
        NOT staged.revenue IS NULL AND present.revenue IS NULL
      )
    )
    OR (
      staged.popularity <> present.popularity
      OR (
        staged.popularity IS NULL AND NOT present.popularity IS NULL
      )
      OR (
        NOT staged.popularity IS NULL AND present.popularity IS NULL
      )
    )
    OR (
      staged.vote_average <> present.vote_average
      OR (
        staged.vote_average IS NULL AND NOT present.vote_average IS NULL
      )
      OR (
        NOT staged.vote_average IS NULL AND present.vote_average IS NULL
      )
    )
    OR (
      staged.vote_count <> present.vote_count
      OR (
        staged.vote_count IS NULL AND NOT present.vote_count IS NULL
      )
      OR (
        NOT staged.vote_count IS NULL AND present.vote_count IS NULL
      )
    )
    OR (
      staged.tagline <> present.tagline
      OR (
        staged.tagline IS NULL AND NOT present.tagline IS NULL
      )
      OR (
        NOT staged.tagline IS NULL AND present.tagline IS NULL
      )
    )
    OR (
      staged.overview <> present.overview
      OR (
        staged.overview IS NULL AND NOT present.overview IS NULL
      )
      OR (
        NOT staged.overview IS NULL AND present.overview IS NULL
      )
    )
    OR (
      staged.homepage <> present.homepage
      OR (
        staged.homepage IS NULL AND NOT present.homepage IS NULL
      )
      OR (
        NOT staged.homepage IS NULL AND present.homepage IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM staging.movies AS staged
LEFT JOIN movies.movies AS present
  ON staged.movie_id = present.movie_id;

UPDATE movies.movies SET imdb_id = changes.imdb_id, title = changes.title, original_title = changes.original_title, original_language = changes.original_language, status = changes.status, is_adult = changes.is_adult, is_video = changes.is_video, release_date = changes.release_date, runtime_minutes = changes.runtime_minutes, budget = changes.budget, revenue = changes.revenue, popularity = changes.popularity, vote_average = changes.vote_average, vote_count = changes.vote_count, tagline = changes.tagline, overview = changes.overview, homepage = changes.homepage
FROM changes
WHERE
  movies.movies.movie_id = changes.movie_id AND changes.action = 'updated';

INSERT INTO movies.movies (
  movie_id,
  imdb_id,
  title,
  original_title,
  original_language,
  status,
  is_adult,
  is_video,
  release_date,
  runtime_minutes,
  budget,
  revenue,
  popularity,
  vote_average,
  vote_count,
  tagline,
  overview,
  homepage
)
SELECT
  movie_id,
  imdb_id,
  title,
  original_title,
  original_language,
  status,
  is_adult,
  is_video,
  release_date,
  runtime_minutes,
  budget,
  revenue,
  popularity,
  vote_average,
  vote_count,
  tagline,
  overview,
  homepage
FROM changes
WHERE
  action = 'inserted';

SELECT
  movie_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  movie_id
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
  CROSS JOIN loaded_files
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

