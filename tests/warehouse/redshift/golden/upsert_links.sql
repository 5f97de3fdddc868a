SELECT
  COUNT(*)
FROM staging.links;

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
    FROM movies.links
  ) AS is_first;

CREATE TEMPORARY TABLE changes AS
SELECT
  staged.movielens_id,
  staged.imdb_id,
  staged.movie_id,
  staged.file_no,
  CASE
    WHEN present.movielens_id IS NULL
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
      staged.movie_id <> present.movie_id
      OR (
        staged.movie_id IS NULL AND NOT present.movie_id IS NULL
      )
      OR (
        NOT staged.movie_id IS NULL AND present.movie_id IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM staging.links AS staged
LEFT JOIN movies.links AS present
  ON staged.movielens_id = present.movielens_id;

UPDATE movies.links SET imdb_id = changes.imdb_id, movie_id = changes.movie_id
FROM changes
WHERE
  movies.links.movielens_id = changes.movielens_id AND changes.action = 'updated';

INSERT INTO movies.links (
  movielens_id,
  imdb_id,
  movie_id
)
SELECT
  movielens_id,
  imdb_id,
  movie_id
FROM changes
WHERE
  action = 'inserted';

SELECT
  movielens_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  movielens_id
HAVING
  COUNT(*) > 1
LIMIT 1;

