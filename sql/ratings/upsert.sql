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
    'inserted' AS action,
    COUNT(*) AS row_count
FROM staging.differing_ratings
WHERE is_new
GROUP BY file_no;

-- The others need not be looked at one by one.
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
    FROM staging.rating_sums AS inserted_at_once
    INNER JOIN staging.rated_movies AS rated_movies
        ON inserted_at_once.movielens_id = rated_movies.movielens_id
    WHERE
        (SELECT is_first FROM this_run)
        AND NOT rated_movies.is_shared
    UNION ALL
    SELECT
        movie_id,
        COUNT(*) AS ratings,
        SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
    FROM staging.differing_ratings
    WHERE is_new
    GROUP BY movie_id
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

DROP TABLE staging.differing_ratings;

DROP TABLE staging.released_keys;

DROP TABLE staging.rating_sums;

DROP TABLE staging.unclear_movies;
