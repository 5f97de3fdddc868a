-- Publish the staged ratings whose movie is there, and those that waited in quarantine for a movie that is there now.
-- The others go to quarantine and wait.
--
-- Nearly all staged ratings are new and come once: those are inserted from the staging table at once. Only the exceptions
-- are written down as changes, each with what becomes of it.
DELETE FROM staging.rated_movies;

INSERT INTO staging.rated_movies (
    movielens_id,
    movie_id,
    is_shared
)
SELECT
    links.movielens_id,
    movies.movie_id,
    -- Two MovieLens ids may mean one movie: of a user's ratings of it the latest counts.
    COUNT(*) OVER (PARTITION BY movies.movie_id) > 1 AS is_shared
FROM movies.links AS links
INNER JOIN movies.movies AS movies
    ON links.movie_id = movies.movie_id;

ANALYZE staging.rated_movies;

ANALYZE staging.ratings;

-- What waited and can be published now.
CREATE TEMPORARY TABLE released AS
SELECT
    CAST(SPLIT_PART(waiting.raw, ',', 1) AS INTEGER) AS user_id,
    rated_movies.movielens_id,
    rated_movies.movie_id,
    CAST(SPLIT_PART(waiting.raw, ',', 3) AS REAL) AS rating,
    TIMESTAMPTZ 'epoch' + CAST(SPLIT_PART(waiting.raw, ',', 4) AS BIGINT) * INTERVAL '1 second' AS rated_at,
    waiting.file_no,
    waiting.row_position,
    waiting.quarantined_at AS delivered_at
FROM quarantine.rows AS waiting
INNER JOIN staging.rated_movies AS rated_movies
    ON waiting.waiting_for = rated_movies.movielens_id
WHERE waiting.dataset = 'ratings';

CREATE TEMPORARY TABLE released_keys AS
SELECT DISTINCT
    user_id,
    movie_id
FROM released;

-- The exceptions: staged ratings that wait, or that may not be the only one of their user and movie;
CREATE TEMPORARY TABLE unclear AS
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    staged.row_position
FROM staging.ratings AS staged
LEFT JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
WHERE
    (SELECT has_load FROM this_run)
    AND (
        rated_movies.movie_id IS NULL
        OR rated_movies.is_shared
    );

-- those whose user and movie have one already;
CREATE TEMPORARY TABLE taken AS
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    staged.row_position
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
INNER JOIN movies.ratings AS present
    ON
        staged.user_id = present.user_id
        AND rated_movies.movie_id = present.movie_id
WHERE
    (SELECT has_load AND NOT is_first FROM this_run)
    AND NOT rated_movies.is_shared;

-- those whose user and movie get one out of the quarantine.
INSERT INTO taken (
    user_id,
    movielens_id,
    movie_id,
    rating,
    rated_at,
    file_no,
    row_position
)
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    staged.row_position
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
INNER JOIN released_keys
    ON
        staged.user_id = released_keys.user_id
        AND rated_movies.movie_id = released_keys.movie_id
LEFT JOIN movies.ratings AS present
    ON
        staged.user_id = present.user_id
        AND rated_movies.movie_id = present.movie_id
WHERE
    (SELECT has_load FROM this_run)
    AND (SELECT COUNT(*) FROM released_keys) > 0
    AND NOT rated_movies.is_shared
    AND present.user_id IS NULL;

ANALYZE taken;

CREATE TEMPORARY TABLE changes AS
SELECT
    ranked.user_id,
    ranked.movielens_id,
    ranked.movie_id,
    ranked.rating,
    ranked.rated_at,
    ranked.row_position,
    ranked.loaded_file_no AS file_no, -- null for a rating that waited
    present.rating AS rating_before,
    CASE
        WHEN ranked.movie_id IS NULL THEN 'waiting'
        WHEN ranked.place > 1 THEN 'superseded'
        WHEN present.user_id IS NULL THEN 'inserted'
        WHEN
            ranked.rating <> present.rating
            OR ranked.rated_at <> present.rated_at
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM (
    SELECT
        delivered.*,
        ROW_NUMBER() OVER (
            PARTITION BY delivered.user_id, delivered.movie_id
            ORDER BY delivered.delivered_at DESC, delivered.file_no DESC, delivered.row_position DESC
        ) AS place
    FROM (
        SELECT
            exceptions.*,
            exceptions.file_no AS loaded_file_no,
            this_run.published_at AS delivered_at
        FROM (
            SELECT *
            FROM unclear
            UNION ALL
            SELECT *
            FROM taken
        ) AS exceptions
        CROSS JOIN this_run
        UNION ALL
        SELECT
            user_id,
            movielens_id,
            movie_id,
            rating,
            rated_at,
            file_no,
            row_position,
            NULL AS loaded_file_no,
            delivered_at
        FROM released
    ) AS delivered
) AS ranked
LEFT JOIN movies.ratings AS present
    ON
        ranked.user_id = present.user_id
        AND ranked.movie_id = present.movie_id
UNION ALL
-- Each rating that waited, once more: the rows read of the quarantine's account.
SELECT
    user_id,
    movielens_id,
    NULL AS movie_id,
    rating,
    rated_at,
    row_position,
    NULL AS file_no,
    NULL AS rating_before,
    'released' AS action
FROM released;

UPDATE movies.ratings
SET
    rating = changes.rating,
    rated_at = changes.rated_at
FROM changes
WHERE
    movies.ratings.user_id = changes.user_id
    AND movies.ratings.movie_id = changes.movie_id
    AND changes.action = 'updated';

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

INSERT INTO movies.ratings (
    user_id,
    movie_id,
    rating,
    rated_at
)
SELECT
    staged.user_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
LEFT JOIN taken
    ON
        staged.file_no = taken.file_no
        AND staged.row_position = taken.row_position
WHERE
    (SELECT has_load FROM this_run)
    AND NOT rated_movies.is_shared
    AND taken.file_no IS NULL;

INSERT INTO inserted_at_once (
    file_no,
    row_count
)
SELECT
    loads.file_no,
    loads.rows_staged - COALESCE(exceptions.row_count, 0) AS row_count
FROM audit.loads AS loads
INNER JOIN loaded_files
    ON loads.file_no = loaded_files.file_no
CROSS JOIN this_run
LEFT JOIN (
    SELECT
        file_no,
        COUNT(*) AS row_count
    FROM changes
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
    LEFT JOIN taken
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

-- What waited and is published now leaves the quarantine, and so does what this file has delivered again.
DELETE FROM quarantine.rows
USING staging.rated_movies
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.waiting_for = staging.rated_movies.movielens_id;

DELETE FROM quarantine.rows
USING loaded_files
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.file = loaded_files.file
    AND quarantine.rows.fingerprint = loaded_files.fingerprint
    AND quarantine.rows.waiting_for IS NOT NULL;

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
    changes.file_no,
    changes.row_position,
    'its movie is not in the warehouse yet' AS reason,
    -- Always userId,movieId,rating,timestamp, however the file ordered them: read again above.
    CONCAT_WS(
        ',',
        changes.user_id,
        changes.movielens_id,
        CAST(changes.rating AS NUMERIC(2, 1)),
        CAST(EXTRACT(EPOCH FROM changes.rated_at) AS BIGINT)
    ) AS raw,
    changes.movielens_id AS waiting_for,
    this_run.run_id,
    this_run.published_at AS quarantined_at
FROM changes
INNER JOIN loaded_files
    ON changes.file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE changes.action = 'waiting';
