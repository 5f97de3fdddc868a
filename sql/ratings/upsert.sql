-- Publish changed ratings and the exceptions that exceptions.sql has found, after the new ratings were inserted; count
-- everything; compute the totals of each movie again.
UPDATE movies.ratings
SET
    rating = staging.differing_ratings.rating,
    rated_at = staging.differing_ratings.rated_at
FROM staging.differing_ratings
WHERE
    movies.ratings.user_id = staging.differing_ratings.user_id
    AND movies.ratings.movie_id = staging.differing_ratings.movie_id
    AND staging.differing_ratings.action = 'updated';

UPDATE movies.ratings
SET
    movielens_id = changes.movielens_id,
    rating = changes.rating,
    rated_at = changes.rated_at
FROM changes
WHERE
    movies.ratings.user_id = changes.user_id
    AND movies.ratings.movie_id = changes.movie_id
    AND changes.action = 'updated'
    AND changes.has_published
    AND (SELECT NOT is_first FROM this_run);

INSERT INTO movies.ratings (
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
)
SELECT
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
FROM changes
WHERE
    action IN ('inserted', 'updated')
    AND NOT has_published;

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    file_no,
    'waiting' AS action,
    waiting AS row_count
FROM unclear_counts;

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    file_no,
    action,
    COUNT(*) AS row_count
FROM staging.differing_ratings
WHERE action IN ('inserted', 'updated')
GROUP BY
    file_no,
    action;

-- The others are not looked at individually.
INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    loads.file_no,
    CASE
        WHEN this_run.is_first THEN 'inserted'
        ELSE 'unchanged'
    END AS action,
    loads.rows_staged - COALESCE(looked_at.row_count, 0) AS row_count
FROM audit.loads AS loads
INNER JOIN loaded_files
    ON loads.file_no = loaded_files.file_no
CROSS JOIN this_run
LEFT JOIN (
    SELECT
        file_no,
        SUM(row_count) AS row_count
    FROM (
        SELECT
            file_no,
            unclear AS row_count
        FROM unclear_counts
        UNION ALL
        SELECT
            file_no,
            COUNT(*) AS row_count
        FROM staging.differing_ratings
        GROUP BY file_no
    ) AS parts
    GROUP BY file_no
) AS looked_at
    ON loads.file_no = looked_at.file_no
WHERE
    loads.run_id = this_run.run_id
    AND loads.table_name = this_run.table_name
    AND loads.published_at IS NULL;

-- Whether any published rating has changed.
CREATE TEMPORARY TABLE totals_of_this_run AS
SELECT
    this_run.is_first
    OR EXISTS (
        SELECT 1
        FROM staging.differing_ratings
        WHERE action IN ('inserted', 'updated')
    )
    OR EXISTS (
        SELECT 1
        FROM changes
        WHERE action IN ('inserted', 'updated')
    )
    OR EXISTS (
        SELECT 1
        FROM reconsidered
        WHERE origin = 'moved'
    ) AS have_changed
FROM this_run;

-- All of them: no index finds the ratings of a movie, so the totals of a few movies cost the same scan.
CREATE TEMPORARY TABLE new_totals AS
SELECT
    movie_id,
    COUNT(*) AS ratings,
    SUM(CAST(rating AS DOUBLE PRECISION)) AS rating_sum
FROM movies.ratings
WHERE (SELECT have_changed FROM totals_of_this_run)
GROUP BY movie_id;

DELETE FROM marts.rating_totals
WHERE (SELECT have_changed FROM totals_of_this_run);

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

DROP TABLE staging.differing_ratings;

DROP TABLE staging.reconsidered_keys;
