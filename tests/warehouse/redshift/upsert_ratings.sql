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
    FROM waiting.ratings AS waiting
    WHERE
      waiting.movielens_id = links.movielens_id
  )
UNION ALL
SELECT
  1 AS found
FROM staging.rated_movies AS earlier
LEFT JOIN movies.links AS links
  ON earlier.movielens_id = links.movielens_id
WHERE
  (
    links.movie_id <> earlier.movie_id
    OR (
      links.movie_id IS NULL AND NOT earlier.movie_id IS NULL
    )
    OR (
      NOT links.movie_id IS NULL AND earlier.movie_id IS NULL
    )
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

CREATE TEMPORARY TABLE resolved AS
SELECT
  links.movielens_id,
  movies.movie_id,
  COUNT(*) OVER (PARTITION BY movies.movie_id) > 1 AS is_shared
FROM movies.links AS links
INNER JOIN movies.movies AS movies
  ON links.movie_id = movies.movie_id;

DELETE FROM staging.changed_links;

INSERT INTO staging.changed_links (
  movielens_id
)
SELECT
  earlier.movielens_id
FROM staging.rated_movies AS earlier
LEFT JOIN resolved
  ON earlier.movielens_id = resolved.movielens_id
WHERE
  (
    resolved.movie_id <> earlier.movie_id
    OR (
      resolved.movie_id IS NULL AND NOT earlier.movie_id IS NULL
    )
    OR (
      NOT resolved.movie_id IS NULL AND earlier.movie_id IS NULL
    )
  );

DELETE FROM staging.rated_movies;

INSERT INTO staging.rated_movies (
  movielens_id,
  movie_id,
  is_shared
)
SELECT
  movielens_id,
  movie_id,
  is_shared
FROM resolved;

CREATE TEMPORARY TABLE reconsidered AS
SELECT
  waiting.user_id,
  waiting.movielens_id,
  rated_movies.movie_id,
  waiting.rating,
  waiting.rated_at,
  'waiting' AS origin,
  CAST(NULL AS INTEGER) AS movie_id_before
FROM waiting.ratings AS waiting
INNER JOIN staging.rated_movies AS rated_movies
  ON waiting.movielens_id = rated_movies.movielens_id
WHERE
  (
    SELECT
      has_releases
    FROM this_run
  )
UNION ALL
SELECT
  ratings.user_id,
  ratings.movielens_id,
  rated_movies.movie_id,
  ratings.rating,
  ratings.rated_at,
  'moved' AS origin,
  ratings.movie_id AS movie_id_before
FROM movies.ratings AS ratings
INNER JOIN staging.changed_links AS changed_links
  ON ratings.movielens_id = changed_links.movielens_id
LEFT JOIN staging.rated_movies AS rated_movies
  ON ratings.movielens_id = rated_movies.movielens_id
WHERE
  (
    SELECT
      COUNT(*)
    FROM staging.changed_links
  ) > 0
UNION ALL
SELECT
  superseded.user_id,
  superseded.movielens_id,
  rated_movies.movie_id,
  superseded.rating,
  superseded.rated_at,
  'superseded' AS origin,
  CAST(NULL AS INTEGER) AS movie_id_before
FROM waiting.superseded_ratings AS superseded
LEFT JOIN staging.rated_movies AS rated_movies
  ON superseded.movielens_id = rated_movies.movielens_id;

DELETE FROM waiting.ratings USING   staging.rated_movies
WHERE
  waiting.ratings.movielens_id = staging.rated_movies.movielens_id
  AND (
    SELECT
      has_releases
    FROM this_run
  );

DELETE FROM movies.ratings USING   reconsidered
WHERE
  movies.ratings.user_id = reconsidered.user_id
  AND movies.ratings.movie_id = reconsidered.movie_id_before
  AND (
    SELECT
      COUNT(*)
    FROM staging.changed_links
  ) > 0;

DELETE FROM waiting.superseded_ratings;

CREATE TABLE staging.reconsidered_keys AS
SELECT DISTINCT
  user_id,
  movie_id
FROM reconsidered
WHERE
  movie_id IS NOT NULL;

CREATE TABLE staging.differing_ratings AS
SELECT
  staged.user_id,
  staged.movielens_id,
  rated_movies.movie_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
  CASE
    WHEN reconsidered_keys.user_id IS NOT NULL
    THEN 'competing'
    WHEN published.user_id IS NULL
    THEN 'inserted'
    ELSE 'updated'
  END AS action
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
  ON staged.movielens_id = rated_movies.movielens_id
LEFT JOIN movies.ratings AS published
  ON staged.user_id = published.user_id AND rated_movies.movie_id = published.movie_id
LEFT JOIN staging.reconsidered_keys AS reconsidered_keys
  ON staged.user_id = reconsidered_keys.user_id
  AND rated_movies.movie_id = reconsidered_keys.movie_id
WHERE
  (
    SELECT
      has_load AND NOT is_first
    FROM this_run
  )
  AND NOT rated_movies.is_shared
  AND (
    published.user_id IS NULL
    OR staged.rating <> published.rating
    OR staged.rated_at <> published.rated_at
    OR reconsidered_keys.user_id IS NOT NULL
  );

CREATE TEMPORARY TABLE unclear AS
SELECT
  staged.user_id,
  staged.movielens_id,
  rated_movies.movie_id,
  staged.rating,
  staged.rated_at,
  staged.file_no
FROM staging.ratings AS staged
LEFT JOIN staging.rated_movies AS rated_movies
  ON staged.movielens_id = rated_movies.movielens_id
WHERE
  (
    SELECT
      has_load
    FROM this_run
  )
  AND (
    rated_movies.movie_id IS NULL OR rated_movies.is_shared
  );

CREATE TEMPORARY TABLE unclear_counts AS
SELECT
  file_no,
  COUNT(*) AS unclear,
  COUNT(CASE WHEN movie_id IS NULL THEN 1 END) AS waiting
FROM unclear
GROUP BY
  file_no;

CREATE TEMPORARY TABLE competing AS
SELECT
  user_id,
  movielens_id,
  movie_id,
  rating,
  rated_at,
  file_no,
  'delivered' AS origin
FROM unclear
WHERE
  movie_id IS NOT NULL
UNION ALL
SELECT
  user_id,
  movielens_id,
  movie_id,
  rating,
  rated_at,
  file_no,
  'delivered' AS origin
FROM staging.differing_ratings
WHERE
  action = 'competing'
UNION ALL
SELECT
  user_id,
  movielens_id,
  movie_id,
  rating,
  rated_at,
  NULL AS file_no,
  origin
FROM reconsidered
WHERE
  movie_id IS NOT NULL;

CREATE TEMPORARY TABLE published AS
SELECT
  ratings.user_id,
  ratings.movielens_id,
  ratings.movie_id,
  ratings.rating,
  ratings.rated_at
FROM (
  SELECT DISTINCT
    user_id,
    movie_id
  FROM competing
) AS pairs
INNER JOIN movies.ratings AS ratings
  ON pairs.user_id = ratings.user_id AND pairs.movie_id = ratings.movie_id;

CREATE TEMPORARY TABLE ranked AS
SELECT
  current_ones.*,
  ROW_NUMBER() OVER (
    PARTITION BY current_ones.user_id, current_ones.movie_id, current_ones.is_replaced
    ORDER BY current_ones.rated_at DESC, current_ones.movielens_id DESC
  ) AS place
FROM (
  SELECT
    versions.*,
    ROW_NUMBER() OVER (
      PARTITION BY versions.user_id, versions.movielens_id
      ORDER BY CASE WHEN versions.origin = 'delivered' THEN 1 ELSE 2 END
    ) > 1 AS is_replaced,
    MAX(CASE WHEN versions.origin = 'moved' THEN 1 ELSE 0 END) OVER (PARTITION BY versions.user_id, versions.movielens_id) AS was_moved
  FROM (
    SELECT
      user_id,
      movielens_id,
      movie_id,
      rating,
      rated_at,
      file_no,
      origin
    FROM competing
    UNION ALL
    SELECT
      user_id,
      movielens_id,
      movie_id,
      rating,
      rated_at,
      NULL AS file_no,
      'published' AS origin
    FROM published
  ) AS versions
) AS current_ones;

CREATE TEMPORARY TABLE changes AS
SELECT
  ranked.user_id,
  ranked.movielens_id,
  ranked.movie_id,
  ranked.rating,
  ranked.rated_at,
  ranked.file_no,
  ranked.origin,
  published.user_id IS NOT NULL AS has_published,
  CASE
    WHEN ranked.is_replaced OR ranked.place > 1
    THEN 'superseded'
    WHEN published.user_id IS NULL AND ranked.was_moved = 0
    THEN 'inserted'
    WHEN published.user_id IS NULL
    OR ranked.movielens_id <> published.movielens_id
    OR ranked.rating <> published.rating
    OR ranked.rated_at <> published.rated_at
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM ranked
LEFT JOIN published
  ON ranked.user_id = published.user_id AND ranked.movie_id = published.movie_id
WHERE
  ranked.origin <> 'published'
  AND NOT (
    ranked.origin = 'superseded' AND (
      ranked.is_replaced OR ranked.place > 1
    )
  )
UNION ALL
SELECT
  reconsidered.user_id,
  reconsidered.movielens_id,
  NULL AS movie_id,
  reconsidered.rating,
  reconsidered.rated_at,
  NULL AS file_no,
  reconsidered.origin,
  FALSE AS has_published,
  CASE WHEN unclear.user_id IS NULL THEN 'waiting' ELSE 'superseded' END AS action
FROM reconsidered
LEFT JOIN unclear
  ON reconsidered.user_id = unclear.user_id
  AND reconsidered.movielens_id = unclear.movielens_id
WHERE
  reconsidered.movie_id IS NULL;

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  NULL AS file_no,
  'released' AS action,
  COUNT(*) AS row_count
FROM changes
WHERE
  origin <> 'delivered';

INSERT INTO waiting.superseded_ratings (
  rated_at,
  user_id,
  movielens_id,
  rating
)
SELECT
  rated_at,
  user_id,
  movielens_id,
  rating
FROM ranked
WHERE
  NOT is_replaced AND place > 1;

CREATE TEMPORARY TABLE replaced AS
SELECT
  waiting.user_id,
  waiting.movielens_id
FROM waiting.ratings AS waiting
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

DELETE FROM waiting.ratings USING   replaced
WHERE
  waiting.ratings.movielens_id = replaced.movielens_id
  AND waiting.ratings.user_id = replaced.user_id
  AND (
    SELECT
      COUNT(*)
    FROM replaced
  ) > 0;

INSERT INTO waiting.ratings (
  rated_at,
  waiting_since,
  user_id,
  movielens_id,
  rating,
  file_no
)
SELECT
  without_movie.rated_at,
  this_run.published_at AS waiting_since,
  without_movie.user_id,
  without_movie.movielens_id,
  without_movie.rating,
  without_movie.file_no
FROM (
  SELECT
    rated_at,
    user_id,
    movielens_id,
    rating,
    file_no
  FROM unclear
  WHERE
    movie_id IS NULL
  UNION ALL
  SELECT
    rated_at,
    user_id,
    movielens_id,
    rating,
    -1 AS file_no
  FROM changes
  WHERE
    action = 'waiting'
) AS without_movie
CROSS JOIN this_run
ORDER BY
  without_movie.movielens_id,
  without_movie.user_id;

INSERT INTO movies.ratings (
  user_id,
  movie_id,
  movielens_id,
  rating,
  rated_at
)
SELECT
  staged.user_id,
  rated_movies.movie_id,
  staged.movielens_id,
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
  movielens_id,
  rating,
  rated_at
FROM staging.differing_ratings
WHERE
  action = 'inserted';

UPDATE movies.ratings SET rating = staging.differing_ratings.rating, rated_at = staging.differing_ratings.rated_at
FROM staging.differing_ratings
WHERE
  movies.ratings.user_id = staging.differing_ratings.user_id
  AND movies.ratings.movie_id = staging.differing_ratings.movie_id
  AND staging.differing_ratings.action = 'updated';

UPDATE movies.ratings SET movielens_id = changes.movielens_id, rating = changes.rating, rated_at = changes.rated_at
FROM changes
WHERE
  movies.ratings.user_id = changes.user_id
  AND movies.ratings.movie_id = changes.movie_id
  AND changes.action = 'updated'
  AND changes.has_published
  AND (
    SELECT
      NOT is_first
    FROM this_run
  );

INSERT INTO movies.ratings (
  user_id,
  movie_id,
  movielens_id,
  rating,
  rated_at
)
SELECT
  user_id,
  movie_id,
  movielens_id,
  rating,
  rated_at
FROM changes
WHERE
  action IN ('inserted', 'updated') AND NOT has_published;

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
  action,
  COUNT(*) AS row_count
FROM staging.differing_ratings
WHERE
  action IN ('inserted', 'updated')
GROUP BY
  file_no,
  action;

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

CREATE TEMPORARY TABLE totals_of_this_run AS
SELECT
  this_run.is_first
  OR EXISTS(
    SELECT
      1
    FROM staging.differing_ratings
    WHERE
      action IN ('inserted', 'updated')
  )
  OR EXISTS(
    SELECT
      1
    FROM changes
    WHERE
      action IN ('inserted', 'updated')
  )
  OR EXISTS(
    SELECT
      1
    FROM reconsidered
    WHERE
      origin = 'moved'
  ) AS have_changed
FROM this_run;

CREATE TEMPORARY TABLE new_totals AS
SELECT
  movie_id,
  COUNT(*) AS ratings,
  SUM(CAST(rating AS DOUBLE PRECISION)) AS rating_sum
FROM movies.ratings
WHERE
  (
    SELECT
      have_changed
    FROM totals_of_this_run
  )
GROUP BY
  movie_id;

DELETE FROM marts.rating_totals
WHERE
  (
    SELECT
      have_changed
    FROM totals_of_this_run
  );

INSERT INTO marts.rating_totals (
  movie_id,
  ratings,
  rating_sum
)
SELECT
  movie_id,
  ratings,
  rating_sum
FROM new_totals;

DROP TABLE staging.differing_ratings;

DROP TABLE staging.reconsidered_keys;

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
  contract,
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
  '' AS contract,
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

