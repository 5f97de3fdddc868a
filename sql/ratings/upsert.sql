-- Publish the exceptions that exceptions.sql has found, once the other ratings are inserted: staged ratings whose movie is
-- there, and those that waited in quarantine for a movie that is there now. The others go to quarantine and wait.
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
    COUNT(*) AS row_count
FROM unclear
WHERE movie_id IS NULL
GROUP BY file_no;

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
        COUNT(*) AS row_count
    FROM (
        SELECT file_no
        FROM unclear
        UNION ALL
        SELECT file_no
        FROM staging.taken_ratings
    ) AS not_at_once
    GROUP BY file_no
) AS exceptions
    ON loads.file_no = exceptions.file_no
WHERE
    loads.run_id = this_run.run_id
    AND loads.table_name = this_run.table_name
    AND loads.published_at IS NULL;

-- What all this adds to each movie's ratings; where there were none, all of them.
CREATE TEMPORARY TABLE additions AS
SELECT
    movie_id,
    SUM(ratings) AS ratings,
    SUM(stars) AS stars
FROM (
    SELECT
        movie_id,
        COUNT(*) AS ratings,
        SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
    FROM movies.ratings
    WHERE (SELECT is_first FROM this_run)
    GROUP BY movie_id
    UNION ALL
    SELECT
        rated_movies.movie_id,
        COUNT(*) AS ratings,
        SUM(CAST(staged.rating AS DOUBLE PRECISION)) AS stars
    FROM staging.ratings AS staged
    INNER JOIN staging.rated_movies AS rated_movies
        ON staged.movielens_id = rated_movies.movielens_id
    LEFT JOIN staging.taken_ratings AS taken
        ON
            staged.file_no = taken.file_no
            AND staged.row_position = taken.row_position
    WHERE
        (SELECT has_load AND NOT is_first FROM this_run)
        AND NOT rated_movies.is_shared
        AND taken.file_no IS NULL
    GROUP BY rated_movies.movie_id
    UNION ALL
    SELECT
        movie_id,
        SUM(CASE WHEN action = 'inserted' THEN 1 ELSE 0 END) AS ratings,
        SUM(CAST(rating AS DOUBLE PRECISION) - COALESCE(rating_before, 0)) AS stars
    FROM changes
    WHERE
        action IN ('inserted', 'updated')
        AND (SELECT NOT is_first FROM this_run)
    GROUP BY movie_id
) AS parts
GROUP BY movie_id;

UPDATE marts.rating_totals
SET
    ratings = marts.rating_totals.ratings + additions.ratings,
    stars = marts.rating_totals.stars + additions.stars
FROM additions
WHERE marts.rating_totals.movie_id = additions.movie_id;

INSERT INTO marts.rating_totals (
    movie_id,
    ratings,
    stars
)
SELECT
    additions.movie_id,
    additions.ratings,
    additions.stars
FROM additions
LEFT JOIN marts.rating_totals AS totals
    ON additions.movie_id = totals.movie_id
WHERE totals.movie_id IS NULL;

-- What waited and is published now leaves the quarantine, and so does what this file has delivered again. Neither is looked
-- for among the millions that may wait where there is none.
DELETE FROM quarantine.rows
USING staging.rated_movies
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.waiting_for = staging.rated_movies.movielens_id
    AND (SELECT COUNT(*) FROM staging.released_keys) > 0;

DELETE FROM quarantine.rows
USING loaded_files
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.file = loaded_files.file
    AND quarantine.rows.fingerprint = loaded_files.fingerprint
    AND quarantine.rows.waiting_for IS NOT NULL
    AND (
        SELECT COUNT(*)
        FROM audit.loads AS earlier
        INNER JOIN loaded_files AS again
            ON
                earlier.file = again.file
                AND earlier.fingerprint = again.fingerprint
        WHERE
            earlier.dataset = 'ratings'
            AND earlier.rows_waiting > 0
            AND earlier.published_at IS NOT NULL
    ) > 0;

INSERT INTO quarantine.rows (
    dataset,
    file,
    fingerprint,
    file_no,
    row_position,
    reason,
    raw,
    waiting_for,
    run_id,
    quarantined_at
)
SELECT
    'ratings' AS dataset,
    loaded_files.file,
    loaded_files.fingerprint,
    unclear.file_no,
    unclear.row_position,
    'its movie is not in the warehouse yet' AS reason,
    -- Always userId,movieId,rating,timestamp, however the file ordered them: read again above.
    CONCAT_WS(
        ',',
        unclear.user_id,
        unclear.movielens_id,
        CAST(unclear.rating AS NUMERIC(2, 1)),
        CAST(EXTRACT(EPOCH FROM unclear.rated_at) AS BIGINT)
    ) AS raw,
    unclear.movielens_id AS waiting_for,
    this_run.run_id,
    this_run.published_at AS quarantined_at
FROM unclear
INNER JOIN loaded_files
    ON unclear.file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE unclear.movie_id IS NULL;

DROP TABLE staging.taken_ratings;

DROP TABLE staging.released_keys;

-- The next run asks whether what waits can be published, before the server has looked at it by itself.
ANALYZE quarantine.rows;
