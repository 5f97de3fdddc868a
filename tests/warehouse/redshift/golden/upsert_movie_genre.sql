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

