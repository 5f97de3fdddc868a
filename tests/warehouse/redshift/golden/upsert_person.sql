SELECT
  COUNT(*)
FROM staging.person;

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
    FROM movies.person
  ) AS is_first;

CREATE TEMPORARY TABLE changes AS
SELECT
  staged.person_id,
  staged.person_name,
  staged.gender,
  staged.file_no,
  CASE
    WHEN present.person_id IS NULL
    THEN 'inserted'
    WHEN (
      staged.person_name <> present.person_name
      OR (
        staged.person_name IS NULL AND NOT present.person_name IS NULL
      )
      OR (
        NOT staged.person_name IS NULL AND present.person_name IS NULL
      )
    )
    OR (
      staged.gender <> present.gender
      OR (
        staged.gender IS NULL AND NOT present.gender IS NULL
      )
      OR (
        NOT staged.gender IS NULL AND present.gender IS NULL
      )
    )
    THEN 'updated'
    ELSE 'unchanged'
  END AS action
FROM staging.person AS staged
LEFT JOIN movies.person AS present
  ON staged.person_id = present.person_id;

UPDATE movies.person SET person_name = changes.person_name, gender = changes.gender
FROM changes
WHERE
  movies.person.person_id = changes.person_id AND changes.action = 'updated';

INSERT INTO movies.person (
  person_id,
  person_name,
  gender
)
SELECT
  person_id,
  person_name,
  gender
FROM changes
WHERE
  action = 'inserted';

SELECT
  person_id
FROM changes
WHERE
  action IN ('inserted', 'updated', 'unchanged')
GROUP BY
  person_id
HAVING
  COUNT(*) > 1
LIMIT 1;

