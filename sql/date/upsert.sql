-- Publish the staged dates: new ones are inserted, changed ones updated, the others left alone.
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
        WHEN present.release_date IS NULL THEN 'inserted'
        WHEN
            staged.day IS DISTINCT FROM present.day
            OR staged.week IS DISTINCT FROM present.week
            OR staged.month IS DISTINCT FROM present.month
            OR staged.quarter IS DISTINCT FROM present.quarter
            OR staged.year IS DISTINCT FROM present.year
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM staging.date AS staged
LEFT JOIN movies.date AS present
    ON staged.release_date = present.release_date;

UPDATE movies.date
SET
    day = changes.day,
    week = changes.week,
    month = changes.month,
    quarter = changes.quarter,
    year = changes.year
FROM changes
WHERE
    movies.date.release_date = changes.release_date
    AND changes.action = 'updated';

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
WHERE action = 'inserted';
