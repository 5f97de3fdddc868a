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

CREATE TEMPORARY TABLE resolved AS
SELECT
  links.movielens_id,
  movies.movie_id,
  COUNT(*) OVER (PARTITION BY movies.movie_id) > 1 AS is_shared
FROM movies.links AS links
INNER JOIN movies.movies AS movies
  ON links.movie_id = movies.movie_id;

CREATE TEMPORARY TABLE changed_links AS
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

CREATE TABLE staging.earlier_ratings AS
SELECT
  waiting.user_id,
  waiting.movielens_id,
  rated_movies.movie_id,
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
  ratings.user_id,
  ratings.movielens_id,
  rated_movies.movie_id,
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
  superseded.user_id,
  superseded.movielens_id,
  rated_movies.movie_id,
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

CREATE TABLE staging.delivered_ratings AS
SELECT
  staged.user_id,
  staged.movielens_id,
  rated_movies.movie_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
  CASE WHEN rated_movies.movie_id IS NULL THEN 'waiting' ELSE 'competing' END AS action
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
  staged.user_id,
  staged.movielens_id,
  rated_movies.movie_id,
  staged.rating,
  staged.rated_at,
  staged.file_no,
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
  WHERE
    movie_id IS NOT NULL
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
    OR staged.rating <> published.rating
    OR staged.rated_at <> published.rated_at
  );

CREATE TEMPORARY TABLE changes AS
SELECT
  ranked.*,
  ranked.published_id IS NOT NULL AS has_published,
  CASE
    WHEN ranked.origin = 'published'
    OR (
      ranked.origin = 'superseded' AND (
        ranked.is_replaced OR ranked.place > 1
      )
    )
    THEN 'kept'
    WHEN ranked.is_replaced OR ranked.place > 1
    THEN 'superseded'
    WHEN ranked.published_id IS NULL AND ranked.was_moved = 0
    THEN 'inserted'
    WHEN ranked.published_id IS NULL
    OR ranked.movielens_id <> ranked.published_id
    OR ranked.rating <> ranked.published_rating
    OR ranked.rated_at <> ranked.published_at
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM (
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
      MAX(CASE WHEN versions.origin = 'moved' THEN 1 ELSE 0 END) OVER (PARTITION BY versions.user_id, versions.movielens_id) AS was_moved,
      MAX(CASE WHEN versions.origin = 'published' THEN versions.movielens_id END) OVER (PARTITION BY versions.user_id, versions.movie_id) AS published_id,
      MAX(CASE WHEN versions.origin = 'published' THEN versions.rating END) OVER (PARTITION BY versions.user_id, versions.movie_id) AS published_rating,
      MAX(CASE WHEN versions.origin = 'published' THEN versions.rated_at END) OVER (PARTITION BY versions.user_id, versions.movie_id) AS published_at
    FROM (
      SELECT
        user_id,
        movielens_id,
        movie_id,
        rating,
        rated_at,
        file_no,
        'delivered' AS origin
      FROM staging.delivered_ratings
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
      FROM staging.earlier_ratings
      WHERE
        movie_id IS NOT NULL
      UNION ALL
      SELECT
        ratings.user_id,
        ratings.movielens_id,
        ratings.movie_id,
        ratings.rating,
        ratings.rated_at,
        NULL AS file_no,
        'published' AS origin
      FROM (
        SELECT
          user_id,
          movie_id
        FROM staging.delivered_ratings
        WHERE
          action = 'competing'
        UNION
        SELECT
          user_id,
          movie_id
        FROM staging.earlier_ratings
        WHERE
          movie_id IS NOT NULL
      ) AS pairs
      INNER JOIN movies.ratings AS ratings
        ON pairs.user_id = ratings.user_id AND pairs.movie_id = ratings.movie_id
    ) AS versions
  ) AS current_ones
) AS ranked;

INSERT INTO changes (
  user_id,
  movielens_id,
  rating,
  rated_at,
  origin,
  action
)
SELECT
  earlier.user_id,
  earlier.movielens_id,
  earlier.rating,
  earlier.rated_at,
  earlier.origin,
  CASE WHEN delivered.user_id IS NULL THEN 'waiting' ELSE 'superseded' END AS action
FROM staging.earlier_ratings AS earlier
LEFT JOIN staging.delivered_ratings AS delivered
  ON earlier.user_id = delivered.user_id
  AND earlier.movielens_id = delivered.movielens_id
WHERE
  earlier.movie_id IS NULL;

UPDATE movies.ratings SET movielens_id = changed.movielens_id, rating = changed.rating, rated_at = changed.rated_at
FROM (
  SELECT
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
  FROM staging.delivered_ratings
  WHERE
    action = 'updated'
  UNION ALL
  SELECT
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
  FROM changes
  WHERE
    action = 'updated' AND has_published
) AS changed
WHERE
  movies.ratings.user_id = changed.user_id
  AND movies.ratings.movie_id = changed.movie_id;

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
FROM staging.delivered_ratings
WHERE
  action = 'inserted'
UNION ALL
SELECT
  user_id,
  movie_id,
  movielens_id,
  rating,
  rated_at
FROM changes
WHERE
  action IN ('inserted', 'updated') AND NOT has_published;

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
FROM changes
WHERE
  NOT is_replaced AND place > 1;

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  NULL AS file_no,
  'replaced' AS action,
  COUNT(*) AS row_count
FROM waiting.ratings AS waiting
INNER JOIN staging.delivered_ratings AS delivered
  ON waiting.movielens_id = delivered.movielens_id
  AND waiting.user_id = delivered.user_id
WHERE
  delivered.action = 'waiting';

DELETE FROM waiting.ratings USING   staging.delivered_ratings
WHERE
  waiting.ratings.movielens_id = staging.delivered_ratings.movielens_id
  AND waiting.ratings.user_id = staging.delivered_ratings.user_id
  AND staging.delivered_ratings.action = 'waiting';

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
  FROM staging.delivered_ratings
  WHERE
    action = 'waiting'
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
  origin <> 'delivered' AND action <> 'kept';

INSERT INTO counted_at_once (
  file_no,
  action,
  row_count
)
SELECT
  file_no,
  action,
  COUNT(*) AS row_count
FROM staging.delivered_ratings
WHERE
  action <> 'competing'
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
    COUNT(*) AS row_count
  FROM staging.delivered_ratings
  GROUP BY
    file_no
) AS looked_at
  ON loads.file_no = looked_at.file_no
WHERE
  loads.run_id = this_run.run_id
  AND loads.table_name = this_run.table_name
  AND loads.published_at IS NULL;

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
    FROM staging.delivered_ratings
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
    FROM staging.earlier_ratings
    WHERE
      origin = 'moved'
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

DROP TABLE staging.delivered_ratings;

DROP TABLE staging.earlier_ratings;

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

