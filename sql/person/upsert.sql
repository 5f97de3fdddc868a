-- Publish the staged persons: new ones are inserted, changed ones updated, the others left alone.
CREATE TEMPORARY TABLE changes AS
SELECT
    staged.person_id,
    staged.person_name,
    staged.gender,
    staged.file_no,
    CASE
        WHEN present.person_id IS NULL THEN 'inserted'
        WHEN
            staged.person_name IS DISTINCT FROM present.person_name
            OR staged.gender IS DISTINCT FROM present.gender
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM staging.person AS staged
LEFT JOIN movies.person AS present
    ON staged.person_id = present.person_id;

UPDATE movies.person
SET
    person_name = changes.person_name,
    gender = changes.gender
FROM changes
WHERE
    movies.person.person_id = changes.person_id
    AND changes.action = 'updated';

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
WHERE action = 'inserted';
