-- Nearly all staged ratings are new or there already: first.sql and new.sql find what is inserted at once. Here the exceptions
-- are found and written down as changes, each with what becomes of it; those that wait go to quarantine.

-- The staged ratings of each MovieLens id, added up: what the marts read is made of them, and which ids are exceptions.
-- Where the bulk load has added all of them up, its sums are taken, for to do it here costs a quarter of a first load. Rows
-- that were taken out again count as rows besides: as many that came another way would hide them.
CREATE TEMPORARY TABLE bulk_load AS
SELECT
    COALESCE(SUM(ratings), 0) = (
        SELECT SUM(ABS(rows_loaded))
        FROM audit.partitions
        WHERE table_name = 'ratings'
    ) AS has_added_up
FROM staging.ratings_added_up;

CREATE UNLOGGED TABLE staging.rating_sums AS
SELECT
    movielens_id,
    CAST(SUM(ratings) AS BIGINT) AS ratings,
    SUM(stars) AS stars
FROM (
    SELECT
        movielens_id,
        ratings,
        stars
    FROM staging.ratings_added_up
    WHERE (SELECT has_added_up FROM bulk_load)
    UNION ALL
    SELECT
        movielens_id,
        COUNT(*) AS ratings,
        SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
    FROM staging.ratings
    WHERE NOT (SELECT has_added_up FROM bulk_load)
    GROUP BY movielens_id
) AS sums
WHERE (SELECT has_load FROM this_run)
GROUP BY movielens_id;

CREATE UNLOGGED TABLE staging.unclear_movies AS
SELECT
    sums.movielens_id,
    rated_movies.movie_id
FROM staging.rating_sums AS sums
LEFT JOIN staging.rated_movies AS rated_movies
    ON sums.movielens_id = rated_movies.movielens_id
WHERE
    rated_movies.movie_id IS NULL
    OR rated_movies.is_shared;

ANALYZE staging.unclear_movies;

-- The other exceptions: staged ratings that wait, or that may not be the only one of their user and movie.
CREATE TEMPORARY TABLE unclear AS
SELECT
    staged.user_id,
    staged.movielens_id,
    unclear_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    staged.row_position
FROM staging.ratings AS staged
INNER JOIN staging.unclear_movies AS unclear_movies
    ON staged.movielens_id = unclear_movies.movielens_id
WHERE (SELECT has_load FROM this_run);

ANALYZE unclear;

CREATE TEMPORARY TABLE unclear_counts AS
SELECT
    file_no,
    COUNT(*) AS unclear,
    COUNT(CASE WHEN movie_id IS NULL THEN 1 END) AS waiting
FROM unclear
GROUP BY file_no;

CREATE TEMPORARY TABLE changes AS
SELECT
    ranked.user_id,
    ranked.movielens_id,
    ranked.movie_id,
    ranked.rating,
    ranked.rated_at,
    ranked.row_position,
    ranked.loaded_file_no AS file_no, -- null for a rating that waited
    ranked.rating_before,
    CASE
        WHEN ranked.place > 1 THEN 'superseded'
        WHEN ranked.rating_before IS NULL THEN 'inserted'
        WHEN
            ranked.rating <> ranked.rating_before
            OR ranked.rated_at <> ranked.rated_at_before
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
            SELECT
                unclear.*,
                present.rating AS rating_before,
                present.rated_at AS rated_at_before
            FROM unclear
            LEFT JOIN movies.ratings AS present
                ON
                    unclear.user_id = present.user_id
                    AND unclear.movie_id = present.movie_id
            WHERE unclear.movie_id IS NOT NULL
            UNION ALL
            SELECT
                user_id,
                movielens_id,
                movie_id,
                rating,
                rated_at,
                file_no,
                row_position,
                rating_before,
                rated_at_before
            FROM staging.differing_ratings
            WHERE NOT is_new
        ) AS exceptions
        CROSS JOIN this_run
        UNION ALL
        SELECT
            released.user_id,
            released.movielens_id,
            released.movie_id,
            released.rating,
            released.rated_at,
            released.file_no,
            released.row_position,
            present.rating AS rating_before,
            present.rated_at AS rated_at_before,
            NULL AS loaded_file_no,
            released.delivered_at
        FROM released
        LEFT JOIN movies.ratings AS present
            ON
                released.user_id = present.user_id
                AND released.movie_id = present.movie_id
    ) AS delivered
) AS ranked
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

-- What waited of the same user and MovieLens id is superseded by what waits now: of a file that is delivered anew every day
-- nearly all is.
CREATE TEMPORARY TABLE replaced AS
SELECT
    waiting.user_id,
    waiting.movielens_id
FROM quarantine.ratings AS waiting
INNER JOIN unclear
    ON
        waiting.movielens_id = unclear.movielens_id
        AND waiting.user_id = unclear.user_id
WHERE unclear.movie_id IS NULL;

ANALYZE replaced;

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    NULL AS file_no,
    'replaced' AS action,
    COUNT(*) AS row_count
FROM replaced;

DELETE FROM quarantine.ratings
USING replaced
WHERE
    quarantine.ratings.movielens_id = replaced.movielens_id
    AND quarantine.ratings.user_id = replaced.user_id
    AND (SELECT COUNT(*) FROM replaced) > 0;

-- What waits, in the order of its index, which then grows at one place.
INSERT INTO quarantine.ratings (
    row_position,
    rated_at,
    quarantined_at,
    user_id,
    movielens_id,
    rating,
    file_no
)
SELECT
    unclear.row_position,
    unclear.rated_at,
    this_run.published_at AS quarantined_at,
    unclear.user_id,
    unclear.movielens_id,
    unclear.rating,
    unclear.file_no
FROM unclear
CROSS JOIN this_run
WHERE unclear.movie_id IS NULL
ORDER BY
    unclear.movielens_id,
    unclear.user_id;
