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
  COUNT(*)
FROM staging.ratings;

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

CREATE TEMPORARY TABLE changed_links AS
SELECT
  earlier.movielens_id
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
  );

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

CREATE TABLE staging.earlier_ratings AS
SELECT
  rated_movies.movie_id,
  waiting.user_id,
  waiting.movielens_id,
  waiting.rating,
  waiting.rated_at,
  'waiting' AS origin
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
  rated_movies.movie_id,
  ratings.user_id,
  ratings.movielens_id,
  ratings.rating,
  ratings.rated_at,
  'moved' AS origin
FROM movies.ratings AS ratings
INNER JOIN changed_links
  ON ratings.movielens_id = changed_links.movielens_id
LEFT JOIN staging.rated_movies AS rated_movies
  ON ratings.movielens_id = rated_movies.movielens_id
WHERE
  (
    SELECT
      COUNT(*)
    FROM changed_links
  ) > 0
UNION ALL
SELECT
  rated_movies.movie_id,
  superseded.user_id,
  superseded.movielens_id,
  superseded.rating,
  superseded.rated_at,
  'superseded' AS origin
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

DELETE FROM movies.ratings USING   changed_links
WHERE
  movies.ratings.movielens_id = changed_links.movielens_id
  AND (
    SELECT
      COUNT(*)
    FROM changed_links
  ) > 0;

DELETE FROM waiting.superseded_ratings;

CREATE TEMPORARY TABLE changes AS
SELECT
  rated_movies.movie_id,
  staged.user_id,
  staged.movielens_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
  'delivered' AS origin,
  FALSE AS has_published,
  FALSE AS is_superseded,
  CAST(CASE WHEN rated_movies.movie_id IS NULL THEN 'waiting' ELSE 'competing' END AS VARCHAR(65535)) AS action
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
  )
UNION ALL
SELECT
  rated_movies.movie_id,
  staged.user_id,
  staged.movielens_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
  'delivered' AS origin,
  published.user_id IS NOT NULL AS has_published,
  FALSE AS is_superseded,
  CASE
    WHEN earlier.user_id IS NOT NULL
    THEN 'competing'
    WHEN published.user_id IS NULL
    THEN 'inserted'
    ELSE 'updated'
  END AS action
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
  ON staged.movielens_id = rated_movies.movielens_id AND NOT rated_movies.is_shared
LEFT JOIN movies.ratings AS published
  ON staged.user_id = published.user_id AND rated_movies.movie_id = published.movie_id
LEFT JOIN (
  SELECT DISTINCT
    user_id,
    movie_id
  FROM staging.earlier_ratings
) AS earlier
  ON staged.user_id = earlier.user_id AND rated_movies.movie_id = earlier.movie_id
WHERE
  (
    SELECT
      has_load AND NOT is_first
    FROM this_run
  )
  AND (
    published.user_id IS NULL
    OR earlier.user_id IS NOT NULL
    OR (
      staged.movielens_id <> published.movielens_id
      OR (
        staged.movielens_id IS NULL AND NOT published.movielens_id IS NULL
      )
      OR (
        NOT staged.movielens_id IS NULL AND published.movielens_id IS NULL
      )
    )
    OR (
      staged.rating <> published.rating
      OR (
        staged.rating IS NULL AND NOT published.rating IS NULL
      )
      OR (
        NOT staged.rating IS NULL AND published.rating IS NULL
      )
    )
    OR (
      staged.rated_at <> published.rated_at
      OR (
        staged.rated_at IS NULL AND NOT published.rated_at IS NULL
      )
      OR (
        NOT staged.rated_at IS NULL AND published.rated_at IS NULL
      )
    )
  )
UNION ALL
SELECT
  movie_id,
  user_id,
  movielens_id,
  rating,
  rated_at,
  NULL AS file_no,
  origin,
  FALSE AS has_published,
  FALSE AS is_superseded,
  'competing' AS action
FROM staging.earlier_ratings;

DROP TABLE staging.earlier_ratings;

INSERT INTO changes (
  movie_id,
  user_id,
  movielens_id,
  rating,
  rated_at,
  file_no,
  origin,
  has_published,
  is_superseded,
  action
)
SELECT
  ranked.movie_id,
  ranked.user_id,
  ranked.movielens_id,
  ranked.rating,
  ranked.rated_at,
  ranked.file_no,
  ranked.origin,
  ranked.published_movielens_id IS NOT NULL AS has_published,
  ranked.movie_id IS NOT NULL AND NOT ranked.is_replaced AND ranked.place > 1 AS is_superseded,
  CASE
    WHEN ranked.movie_id IS NULL AND ranked.is_replaced
    THEN 'superseded'
    WHEN ranked.movie_id IS NULL
    THEN 'waiting'
    WHEN ranked.origin = 'published'
    THEN 'kept'
    WHEN ranked.origin = 'superseded' AND (
      ranked.is_replaced OR ranked.place > 1
    )
    THEN 'kept'
    WHEN ranked.is_replaced OR ranked.place > 1
    THEN 'superseded'
    WHEN ranked.published_movielens_id IS NULL AND ranked.was_moved = 0
    THEN 'inserted'
    WHEN ranked.published_movielens_id IS NULL
    OR (
      ranked.movielens_id <> ranked.published_movielens_id
      OR (
        ranked.movielens_id IS NULL AND NOT ranked.published_movielens_id IS NULL
      )
      OR (
        NOT ranked.movielens_id IS NULL AND ranked.published_movielens_id IS NULL
      )
    )
    OR (
      ranked.rating <> ranked.published_rating
      OR (
        ranked.rating IS NULL AND NOT ranked.published_rating IS NULL
      )
      OR (
        NOT ranked.rating IS NULL AND ranked.published_rating IS NULL
      )
    )
    OR (
      ranked.rated_at <> ranked.published_rated_at
      OR (
        ranked.rated_at IS NULL AND NOT ranked.published_rated_at IS NULL
      )
      OR (
        NOT ranked.rated_at IS NULL AND ranked.published_rated_at IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM (
  SELECT
    versions.*,
    delivered.user_id IS NOT NULL AS is_replaced,
    ROW_NUMBER() OVER (
      PARTITION BY versions.user_id, versions.movie_id, delivered.user_id IS NOT NULL
      ORDER BY versions.rated_at DESC, versions.movielens_id DESC
    ) AS place,
    MAX(CASE WHEN versions.origin = 'moved' THEN 1 ELSE 0 END) OVER (PARTITION BY versions.user_id, versions.movielens_id) AS was_moved,
    MAX(CASE WHEN versions.origin = 'published' THEN versions.movielens_id END) OVER (PARTITION BY versions.user_id, versions.movie_id) AS published_movielens_id,
    MAX(CASE WHEN versions.origin = 'published' THEN versions.rating END) OVER (PARTITION BY versions.user_id, versions.movie_id) AS published_rating,
    MAX(CASE WHEN versions.origin = 'published' THEN versions.rated_at END) OVER (PARTITION BY versions.user_id, versions.movie_id) AS published_rated_at
  FROM (
    SELECT
      movie_id,
      user_id,
      movielens_id,
      rating,
      rated_at,
      file_no,
      origin
    FROM changes
    WHERE
      action = 'competing'
    UNION ALL
    SELECT
      published.movie_id,
      published.user_id,
      published.movielens_id,
      published.rating,
      published.rated_at,
      NULL AS file_no,
      'published' AS origin
    FROM movies.ratings AS published
    WHERE
      EXISTS(
        SELECT
          1
        FROM changes
        WHERE
          changes.action = 'competing'
          AND changes.user_id = published.user_id
          AND changes.movie_id = published.movie_id
      )
  ) AS versions
  LEFT JOIN changes AS delivered
    ON versions.user_id = delivered.user_id
    AND versions.movielens_id = delivered.movielens_id
    AND versions.origin <> 'delivered'
    AND delivered.origin = 'delivered'
) AS ranked;

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  loaded_files.file_no,
  CASE WHEN this_run.is_first THEN 'inserted' ELSE 'unchanged' END AS action,
  loaded_files.rows_staged - COUNT(changes.action) AS row_count
FROM loaded_files
CROSS JOIN this_run
LEFT JOIN changes
  ON loaded_files.file_no = changes.file_no AND changes.action <> 'competing'
GROUP BY
  loaded_files.file_no,
  loaded_files.rows_staged,
  this_run.is_first
UNION ALL
SELECT
  NULL AS file_no,
  'released' AS action,
  COUNT(*) AS row_count
FROM changes
WHERE
  origin <> 'delivered' AND NOT action IN ('competing', 'kept')
UNION ALL
SELECT
  NULL AS file_no,
  'replaced' AS action,
  COUNT(*) AS row_count
FROM waiting.ratings AS waiting
INNER JOIN changes
  ON waiting.movielens_id = changes.movielens_id AND waiting.user_id = changes.user_id
WHERE
  changes.action = 'waiting';

UPDATE movies.ratings SET movielens_id = changes.movielens_id, rating = changes.rating, rated_at = changes.rated_at
FROM changes
WHERE
  movies.ratings.user_id = changes.user_id
  AND movies.ratings.movie_id = changes.movie_id
  AND changes.action = 'updated'
  AND changes.has_published;

INSERT INTO movies.ratings (
  movie_id,
  user_id,
  movielens_id,
  rating,
  rated_at
)
SELECT
  rated_movies.movie_id,
  staged.user_id,
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
  movie_id,
  user_id,
  movielens_id,
  rating,
  rated_at
FROM changes
WHERE
  action IN ('inserted', 'updated') AND NOT has_published;

INSERT INTO waiting.superseded_ratings (
  user_id,
  movielens_id,
  rating,
  rated_at
)
SELECT
  user_id,
  movielens_id,
  rating,
  rated_at
FROM changes
WHERE
  is_superseded;

DELETE FROM waiting.ratings USING   changes
WHERE
  waiting.ratings.movielens_id = changes.movielens_id
  AND waiting.ratings.user_id = changes.user_id
  AND changes.action = 'waiting';

INSERT INTO waiting.ratings (
  user_id,
  movielens_id,
  rating,
  rated_at,
  waiting_since,
  file_no
)
SELECT
  changes.user_id,
  changes.movielens_id,
  changes.rating,
  changes.rated_at,
  this_run.published_at AS waiting_since,
  COALESCE(changes.file_no, -1) AS file_no
FROM changes
CROSS JOIN this_run
WHERE
  changes.action = 'waiting'
ORDER BY
  changes.movielens_id,
  changes.user_id;

DELETE FROM marts.rating_totals
WHERE
  (
    SELECT
      is_first
    FROM this_run
  )
  OR EXISTS(
    SELECT
      1
    FROM changes
    WHERE
      action IN ('inserted', 'updated') OR origin = 'moved'
  );

CREATE TEMPORARY TABLE new_totals AS
SELECT
  movie_id,
  COUNT(*) AS ratings,
  SUM(CAST(rating AS DOUBLE PRECISION)) AS rating_sum
FROM movies.ratings
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM marts.rating_totals
  )
GROUP BY
  movie_id;

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

