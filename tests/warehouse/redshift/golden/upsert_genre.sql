SELECT
  COUNT(*)
FROM staging.genre;

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
    FROM movies.genre
  ) AS is_first;

CREATE TEMPORARY TABLE changes AS
SELECT
  staged.genre_id,
  staged.genre_name,
  staged.file_no,
  CASE
    WHEN present.genre_id IS NULL
    THEN 'inserted'
    WHEN (
      staged.genre_name <> present.genre_name
      OR (
        staged.genre_name IS NULL AND NOT present.genre_name IS NULL
      )
      OR (
        NOT staged.genre_name IS NULL AND present.genre_name IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM staging.genre AS staged
LEFT JOIN movies.genre AS present
  ON staged.genre_id = present.genre_id;

UPDATE movies.genre SET genre_name = changes.genre_name
FROM changes
WHERE
  movies.genre.genre_id = changes.genre_id AND changes.action = 'updated';

INSERT INTO movies.genre (
  genre_id,
  genre_name
)
SELECT
  genre_id,
  genre_name
FROM changes
WHERE
  action = 'inserted';

SELECT
  genre_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  genre_id
HAVING
  COUNT(*) > 1
LIMIT 1;

