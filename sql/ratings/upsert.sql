-- Publish the exceptions that exceptions.sql has found, once the other ratings are inserted: staged ratings whose movie is
-- there, and those that waited in quarantine for a movie that is there now.
UPDATE movies.ratings
SET
    rating = changes.rating,
    rated_at = changes.rated_at
FROM changes
WHERE
    movies.ratings.user_id = changes.user_id
    AND movies.ratings.movie_id = changes.movie_id
    AND changes.action = 'updated'
    AND (SELECT NOT is_first FROM this_run);

INSERT INTO movies.ratings (
    user_id,
    movie_id,
    rating,
    rated_at
)
SELECT
    user_id,
    movie_id,
    rating,
    rated_at
FROM changes
WHERE action = 'inserted';

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
    'unchanged' AS action,
    COUNT(*) AS row_count
FROM staging.taken_ratings
WHERE is_unchanged
GROUP BY file_no;

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    loads.file_no,
    'inserted' AS action,
    loads.rows_staged - COALESCE(exceptions.row_count, 0) AS row_count
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
        FROM staging.taken_ratings
        GROUP BY file_no
    ) AS not_at_once
    GROUP BY file_no
) AS exceptions
    ON loads.file_no = exceptions.file_no
WHERE
    loads.run_id = this_run.run_id
    AND loads.table_name = this_run.table_name
    AND loads.published_at IS NULL;

-- What all this adds to each movie's ratings. Which are new is asked before any is written: a plan for an empty table would
-- read what it writes again for each of them.
CREATE TEMPORARY TABLE additions AS
SELECT
    parts.movie_id,
    SUM(parts.ratings) AS ratings,
    SUM(parts.stars) AS stars,
    totals.movie_id IS NULL AS is_new
FROM (
    SELECT
        rated_movies.movie_id,
        inserted_at_once.ratings,
        inserted_at_once.stars
    FROM (
        SELECT
            movielens_id,
            ratings,
            stars
        FROM staging.rating_sums
        UNION ALL
        -- Those were not: to take their sums away costs less than to look for each among all.
        SELECT
            movielens_id,
            -COUNT(*) AS ratings,
            -SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
        FROM staging.taken_ratings
        GROUP BY movielens_id
    ) AS inserted_at_once
    INNER JOIN staging.rated_movies AS rated_movies
        ON inserted_at_once.movielens_id = rated_movies.movielens_id
    WHERE NOT rated_movies.is_shared
    UNION ALL
    SELECT
        movie_id,
        SUM(CASE WHEN action = 'inserted' THEN 1 ELSE 0 END) AS ratings,
        SUM(CAST(rating AS DOUBLE PRECISION) - COALESCE(rating_before, 0)) AS stars
    FROM changes
    WHERE action IN ('inserted', 'updated')
    GROUP BY movie_id
) AS parts
LEFT JOIN marts.rating_totals AS totals
    ON parts.movie_id = totals.movie_id
GROUP BY
    parts.movie_id,
    totals.movie_id
HAVING
    SUM(parts.ratings) <> 0
    OR SUM(parts.stars) <> 0;

UPDATE marts.rating_totals
SET
    ratings = marts.rating_totals.ratings + additions.ratings,
    stars = marts.rating_totals.stars + additions.stars
FROM additions
WHERE
    marts.rating_totals.movie_id = additions.movie_id
    AND NOT additions.is_new;

INSERT INTO marts.rating_totals (
    movie_id,
    ratings,
    stars
)
SELECT
    movie_id,
    ratings,
    stars
FROM additions
WHERE is_new;

DROP TABLE staging.taken_ratings;

DROP TABLE staging.released_keys;

DROP TABLE staging.rating_sums;

DROP TABLE staging.unclear_movies;
