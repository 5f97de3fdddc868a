SELECT
  COUNT(*)
FROM staging.date;

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
    FROM movies.date
  ) AS is_first;

CREATE TEMPORARY TABLE changes AS
SELECT
  staged.release_date,
  staged.day,
  staged.week,
  staged.month,
  staged.quarter,
  staged.year,
  staged.file_no,
  CASE
    WHEN present.release_date IS NULL
    THEN 'inserted'
    WHEN (
      staged.day <> present.day
      OR (
        staged.day IS NULL AND NOT present.day IS NULL
      )
      OR (
        NOT staged.day IS NULL AND present.day IS NULL
      )
    )
    OR (
      staged.week <> present.week
      OR (
        staged.week IS NULL AND NOT present.week IS NULL
      )
      OR (
        NOT staged.week IS NULL AND present.week IS NULL
      )
    )
    OR (
      staged.month <> present.month
      OR (
        staged.month IS NULL AND NOT present.month IS NULL
      )
      OR (
        NOT staged.month IS NULL AND present.month IS NULL
      )
    )
    OR (
      staged.quarter <> present.quarter
      OR (
        staged.quarter IS NULL AND NOT present.quarter IS NULL
      )
      OR (
        NOT staged.quarter IS NULL AND present.quarter IS NULL
      )
    )
    OR (
      staged.year <> present.year
      OR (
        staged.year IS NULL AND NOT present.year IS NULL
      )
      OR (
        NOT staged.year IS NULL AND present.year IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM staging.date AS staged
LEFT JOIN movies.date AS present
  ON staged.release_date = present.release_date;

UPDATE movies.date SET day = changes.day, week = changes.week, month = changes.month, quarter = changes.quarter, year = changes.year
FROM changes
WHERE
  movies.date.release_date = changes.release_date AND changes.action = 'updated';

INSERT INTO movies.date (
  release_date,
  day,
  week,
  month,
  quarter,
  year
)
SELECT
  release_date,
  day,
  week,
  month,
  quarter,
  year
FROM changes
WHERE
  action = 'inserted';

SELECT
  release_date
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  release_date
HAVING
  COUNT(*) > 1
LIMIT 1;

