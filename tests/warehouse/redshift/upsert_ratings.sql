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
FROM movies.movies AS movies
INNER JOIN movies.links AS links
  ON movies.movie_id = links.movie_id
WHERE
  EXISTS(
    SELECT
      1
    FROM quarantine.ratings AS waiting
    WHERE
      waiting.movielens_id = links.movielens_id
  )
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
    FROM movies.ratings
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
  COUNT(*)
FROM staging.ratings;

DELETE FROM staging.rated_movies;

INSERT INTO staging.rated_movies (
  movielens_id,
  movie_id,
  is_shared
)
SELECT
  links.movielens_id,
  movies.movie_id,
  COUNT(*) OVER (PARTITION BY movies.movie_id) > 1 AS is_shared
FROM movies.links AS links
INNER JOIN movies.movies AS movies
  ON links.movie_id = movies.movie_id;

CREATE TEMPORARY TABLE released AS
SELECT
  waiting.user_id,
  waiting.movielens_id,
  rated_movies.movie_id,
  waiting.rating,
  waiting.rated_at,
  waiting.file_no,
  waiting.row_position,
  waiting.quarantined_at AS delivered_at
FROM quarantine.ratings AS waiting
INNER JOIN staging.rated_movies AS rated_movies
  ON waiting.movielens_id = rated_movies.movielens_id
WHERE
  (
    SELECT
      has_releases
    FROM this_run
  );

CREATE TABLE staging.released_keys AS
SELECT DISTINCT
  user_id,
  movie_id
FROM released;

DELETE FROM quarantine.ratings USING   staging.rated_movies
WHERE
  quarantine.ratings.movielens_id = staging.rated_movies.movielens_id
  AND (
    SELECT
      COUNT(*)
    FROM staging.released_keys
  ) > 0;

CREATE TEMPORARY TABLE delivered_before AS
SELECT
  earlier.published_at,
  earlier.file_no
FROM audit.loads AS earlier
INNER JOIN loaded_files
  ON earlier.file = loaded_files.file
  AND earlier.fingerprint = loaded_files.fingerprint
WHERE
  earlier.table_name = 'ratings'
  AND earlier.rows_waiting > 0
  AND earlier.published_at IS NOT NULL;

DELETE FROM quarantine.ratings USING   delivered_before
WHERE
  quarantine.ratings.quarantined_at = delivered_before.published_at
  AND quarantine.ratings.file_no = delivered_before.file_no
  AND (
    SELECT
      COUNT(*)
    FROM delivered_before
  ) > 0;

CREATE TABLE staging.differing_ratings AS
SELECT
  staged.user_id,
  staged.movielens_id,
  rated_movies.movie_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
  staged.row_position,
  present.rating AS rating_before,
  present.rated_at AS rated_at_before,
  present.user_id IS NULL AND released_keys.user_id IS NULL AS is_new
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
  ON staged.movielens_id = rated_movies.movielens_id
LEFT JOIN movies.ratings AS present
  ON staged.user_id = present.user_id AND rated_movies.movie_id = present.movie_id
LEFT JOIN staging.released_keys AS released_keys
  ON staged.user_id = released_keys.user_id
  AND rated_movies.movie_id = released_keys.movie_id
WHERE
  (
    SELECT
      has_load AND NOT is_first
    FROM this_run
  )
  AND NOT rated_movies.is_shared
  AND (
    present.user_id IS NULL
    OR staged.rating <> present.rating
    OR staged.rated_at <> present.rated_at
    OR released_keys.user_id IS NOT NULL
  );

CREATE TEMPORARY TABLE bulk_load AS
SELECT
  COALESCE(SUM(ratings), 0) = (
    SELECT
      SUM(ABS(rows_loaded))
    FROM audit.partitions
    WHERE
      table_name = 'ratings'
  ) AS has_added_up
FROM staging.ratings_added_up;

CREATE TABLE staging.rating_sums AS
SELECT
  movielens_id,
  CAST(SUM(ratings) AS BIGINT) AS ratings,
  SUM(stars) AS stars
FROM (
  SELECT
    movielens_id,
    ratings,
    stars
  FROM staging.ratings_added_up
  WHERE
    (
      SELECT
        has_added_up
      FROM bulk_load
    )
  UNION ALL
  SELECT
    movielens_id,
    COUNT(*) AS ratings,
    SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
  FROM staging.ratings
  WHERE
    NOT (
      SELECT
        has_added_up
      FROM bulk_load
    )
  GROUP BY
    movielens_id
) AS sums
WHERE
  (
    SELECT
      has_load
    FROM this_run
  )
GROUP BY
  movielens_id;

CREATE TABLE staging.unclear_movies AS
SELECT
  sums.movielens_id,
  rated_movies.movie_id
FROM staging.rating_sums AS sums
LEFT JOIN staging.rated_movies AS rated_movies
  ON sums.movielens_id = rated_movies.movielens_id
WHERE
  rated_movies.movie_id IS NULL OR rated_movies.is_shared;

CREATE TEMPORARY TABLE unclear AS
SELECT
  staged.user_id,
  staged.movielens_id,
  unclear_movies.movie_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
  staged.row_position
FROM staging.ratings AS staged
INNER JOIN staging.unclear_movies AS unclear_movies
  ON staged.movielens_id = unclear_movies.movielens_id
WHERE
  (
    SELECT
      has_load
    FROM this_run
  );

CREATE TEMPORARY TABLE unclear_counts AS
SELECT
  file_no,
  COUNT(*) AS unclear,
  COUNT(CASE WHEN movie_id IS NULL THEN 1 END) AS waiting
FROM unclear
GROUP BY
  file_no;

CREATE TEMPORARY TABLE changes AS
SELECT
  ranked.user_id,
  ranked.movielens_id,
  ranked.movie_id,
  ranked.rating,
  ranked.rated_at,
  ranked.row_position,
  ranked.loaded_file_no AS file_no,
  ranked.rating_before,
  CASE
    WHEN ranked.place > 1
    THEN 'superseded'
    WHEN ranked.rating_before IS NULL
    THEN 'inserted'
    WHEN ranked.rating <> ranked.rating_before
    OR ranked.rated_at <> ranked.rated_at_before
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM (
  SELECT
    delivered.*,
    ROW_NUMBER() OVER (
      PARTITION BY delivered.user_id, delivered.movie_id
      ORDER BY delivered.delivered_at DESC, delivered.file_no DESC, delivered.row_position DESC
    ) AS place
  FROM (
    SELECT
      exceptions.*,
      exceptions.file_no AS loaded_file_no,
      this_run.published_at AS delivered_at
    FROM (
      SELECT
        unclear.*,
        present.rating AS rating_before,
        present.rated_at AS rated_at_before
      FROM unclear
      LEFT JOIN movies.ratings AS present
        ON unclear.user_id = present.user_id AND unclear.movie_id = present.movie_id
      WHERE
        unclear.movie_id IS NOT NULL
      UNION ALL
      SELECT
        user_id,
        movielens_id,
        movie_id,
        rating,
        rated_at,
        file_no,
        row_position,
        rating_before,
        rated_at_before
      FROM staging.differing_ratings
      WHERE
        NOT is_new
    ) AS exceptions
    CROSS JOIN this_run
    UNION ALL
    SELECT
      released.user_id,
      released.movielens_id,
      released.movie_id,
      released.rating,
      released.rated_at,
      released.file_no,
      released.row_position,
      present.rating AS rating_before,
      present.rated_at AS rated_at_before,
      NULL AS loaded_file_no,
      released.delivered_at
    FROM released
    LEFT JOIN movies.ratings AS present
      ON released.user_id = present.user_id AND released.movie_id = present.movie_id
  ) AS delivered
) AS ranked
UNION ALL
SELECT
  user_id,
  movielens_id,
  NULL AS movie_id,
  rating,
  rated_at,
  row_position,
  NULL AS file_no,
  NULL AS rating_before,
  'released' AS action
FROM released;

CREATE TEMPORARY TABLE replaced AS
SELECT
  waiting.user_id,
  waiting.movielens_id
FROM quarantine.ratings AS waiting
INNER JOIN unclear
  ON waiting.movielens_id = unclear.movielens_id AND waiting.user_id = unclear.user_id
WHERE
  unclear.movie_id IS NULL;

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  NULL AS file_no,
  'replaced' AS action,
  COUNT(*) AS row_count
FROM replaced;

DELETE FROM quarantine.ratings USING   replaced
WHERE
  quarantine.ratings.movielens_id = replaced.movielens_id
  AND quarantine.ratings.user_id = replaced.user_id
  AND (
    SELECT
      COUNT(*)
    FROM replaced
  ) > 0;

INSERT INTO quarantine.ratings (
  row_position,
  rated_at,
  quarantined_at,
  user_id,
  movielens_id,
  rating,
  file_no
)
SELECT
  unclear.row_position,
  unclear.rated_at,
  this_run.published_at AS quarantined_at,
  unclear.user_id,
  unclear.movielens_id,
  unclear.rating,
  unclear.file_no
FROM unclear
CROSS JOIN this_run
WHERE
  unclear.movie_id IS NULL
ORDER BY
  unclear.movielens_id,
  unclear.user_id;

INSERT INTO movies.ratings (
  user_id,
  movie_id,
  rating,
  rated_at
)
SELECT
  staged.user_id,
  rated_movies.movie_id,
  staged.rating,
  staged.rated_at
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
  ON staged.movielens_id = rated_movies.movielens_id
WHERE
  (
    SELECT
      is_first
    FROM this_run
  ) AND NOT rated_movies.is_shared
UNION ALL
SELECT
  user_id,
  movie_id,
  rating,
  rated_at
FROM staging.differing_ratings
WHERE
  is_new;

UPDATE movies.ratings SET rating = changes.rating, rated_at = changes.rated_at
FROM changes
WHERE
  movies.ratings.user_id = changes.user_id
  AND movies.ratings.movie_id = changes.movie_id
  AND changes.action = 'updated'
  AND (
    SELECT
      NOT is_first
    FROM this_run
  );

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

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  file_no,
  'waiting' AS action,
  waiting AS row_count
FROM unclear_counts;

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  file_no,
  'inserted' AS action,
  COUNT(*) AS row_count
FROM staging.differing_ratings
WHERE
  is_new
GROUP BY
  file_no;

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  loads.file_no,
  CASE WHEN this_run.is_first THEN 'inserted' ELSE 'unchanged' END AS action,
  loads.rows_staged - COALESCE(looked_at.row_count, 0) AS row_count
FROM audit.loads AS loads
INNER JOIN loaded_files
  ON loads.file_no = loaded_files.file_no
CROSS JOIN this_run
LEFT JOIN (
  SELECT
    file_no,
    SUM(row_count) AS row_count
  FROM (
    SELECT
      file_no,
      unclear AS row_count
    FROM unclear_counts
    UNION ALL
    SELECT
      file_no,
      COUNT(*) AS row_count
    FROM staging.differing_ratings
    GROUP BY
      file_no
  ) AS parts
  GROUP BY
    file_no
) AS looked_at
  ON loads.file_no = looked_at.file_no
WHERE
  loads.run_id = this_run.run_id
  AND loads.table_name = this_run.table_name
  AND loads.published_at IS NULL;

CREATE TEMPORARY TABLE additions AS
SELECT
  parts.movie_id,
  SUM(parts.ratings) AS ratings,
  SUM(parts.stars) AS stars,
  totals.movie_id IS NULL AS is_new
FROM (
  SELECT
    rated_movies.movie_id,
    inserted_at_once.ratings,
    inserted_at_once.stars
  FROM staging.rating_sums AS inserted_at_once
  INNER JOIN staging.rated_movies AS rated_movies
    ON inserted_at_once.movielens_id = rated_movies.movielens_id
  WHERE
    (
      SELECT
        is_first
      FROM this_run
    ) AND NOT rated_movies.is_shared
  UNION ALL
  SELECT
    movie_id,
    COUNT(*) AS ratings,
    SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
  FROM staging.differing_ratings
  WHERE
    is_new
  GROUP BY
    movie_id
  UNION ALL
  SELECT
    movie_id,
    SUM(CASE WHEN action = 'inserted' THEN 1 ELSE 0 END) AS ratings,
    SUM(CAST(rating AS DOUBLE PRECISION) - COALESCE(rating_before, 0)) AS stars
  FROM changes
  WHERE
    action IN ('inserted', 'updated')
  GROUP BY
    movie_id
) AS parts
LEFT JOIN marts.rating_totals AS totals
  ON parts.movie_id = totals.movie_id
GROUP BY
  parts.movie_id,
  totals.movie_id
HAVING
  SUM(parts.ratings) <> 0 OR SUM(parts.stars) <> 0;

UPDATE marts.rating_totals SET ratings = marts.rating_totals.ratings + additions.ratings, stars = marts.rating_totals.stars + additions.stars
FROM additions
WHERE
  marts.rating_totals.movie_id = additions.movie_id AND NOT additions.is_new;

INSERT INTO marts.rating_totals (
  movie_id,
  ratings,
  stars
)
SELECT
  movie_id,
  ratings,
  stars
FROM additions
WHERE
  is_new;

DROP TABLE staging.differing_ratings;

DROP TABLE staging.released_keys;

DROP TABLE staging.rating_sums;

DROP TABLE staging.unclear_movies;

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

SELECT
  user_id,
  movielens_id
FROM staging.ratings
WHERE
  (
    SELECT
      has_load
    FROM this_run
  )
GROUP BY
  user_id,
  movielens_id
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
  outcome.released + outcome.replaced,
  outcome.released - outcome.superseded,
  outcome.superseded + outcome.replaced,
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
  outcome.file_no IS NULL AND outcome.released + outcome.replaced > 0;

SELECT
  SUM(inserted),
  SUM(updated),
  SUM(unchanged),
  SUM(waiting),
  SUM(released)
FROM outcome;

