SELECT
  COUNT(*)
FROM staging.cpi;

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
    FROM movies.cpi
  ) AS is_first;

CREATE TEMPORARY TABLE changes AS
SELECT
  staged.month,
  staged.price_index,
  staged.file_no,
  CASE
    WHEN present.month IS NULL
    THEN 'inserted'
    WHEN (
      staged.price_index <> present.price_index
      OR (
        staged.price_index IS NULL AND NOT present.price_index IS NULL
      )
      OR (
        NOT staged.price_index IS NULL AND present.price_index IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM staging.cpi AS staged
LEFT JOIN movies.cpi AS present
  ON staged.month = present.month;

UPDATE movies.cpi SET price_index = changes.price_index
FROM changes
WHERE
  movies.cpi.month = changes.month AND changes.action = 'updated';

INSERT INTO movies.cpi (
  month,
  price_index
)
SELECT
  month,
  price_index
FROM changes
WHERE
  action = 'inserted';

SELECT
  month
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  month
HAVING
  COUNT(*) > 1
LIMIT 1;

