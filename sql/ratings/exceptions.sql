-- Nearly all staged ratings have no competitor: first.sql, new.sql and differing.sql find those that are written at once. This
-- file decides the exceptions and writes them down as changes. Ratings without their movie go to schema waiting.

-- Staged ratings that wait, or that may not be the only one of their user and movie.
CREATE TEMPORARY TABLE unclear AS
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no
FROM staging.ratings AS staged
LEFT JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
WHERE
    (SELECT has_load FROM this_run)
    AND (
        rated_movies.movie_id IS NULL
        OR rated_movies.is_shared
    );

ANALYZE unclear;

CREATE TEMPORARY TABLE unclear_counts AS
SELECT
    file_no,
    COUNT(*) AS unclear,
    COUNT(CASE WHEN movie_id IS NULL THEN 1 END) AS waiting
FROM unclear
GROUP BY file_no;

-- All ratings that compete for a user and movie, except the published one.
CREATE TEMPORARY TABLE competing AS
SELECT
    user_id,
    movielens_id,
    movie_id,
    rating,
    rated_at,
    file_no,
    'delivered' AS origin
FROM unclear
WHERE movie_id IS NOT NULL
UNION ALL
SELECT
    user_id,
    movielens_id,
    movie_id,
    rating,
    rated_at,
    file_no,
    'delivered' AS origin
FROM staging.differing_ratings
WHERE action = 'competing'
UNION ALL
SELECT
    user_id,
    movielens_id,
    movie_id,
    rating,
    rated_at,
    NULL AS file_no,
    origin
FROM reconsidered
WHERE movie_id IS NOT NULL;

ANALYZE competing;

CREATE TEMPORARY TABLE published AS
SELECT
    ratings.user_id,
    ratings.movielens_id,
    ratings.movie_id,
    ratings.rating,
    ratings.rated_at
FROM (
    SELECT DISTINCT
        user_id,
        movie_id
    FROM competing
) AS pairs
INNER JOIN movies.ratings AS ratings
    ON
        pairs.user_id = ratings.user_id
        AND pairs.movie_id = ratings.movie_id;

ANALYZE published;

-- The delivered rating replaces the earlier one of the same user and MovieLens id. Among the MovieLens ids of a movie the
-- content decides, so that it does not matter how ratings were spread over deliveries.
CREATE TEMPORARY TABLE ranked AS
SELECT
    current_ones.*,
    ROW_NUMBER() OVER (
        PARTITION BY
            current_ones.user_id,
            current_ones.movie_id,
            current_ones.is_replaced
        ORDER BY
            current_ones.rated_at DESC,
            current_ones.movielens_id DESC
    ) AS place
FROM (
    SELECT
        versions.*,
        ROW_NUMBER() OVER (
            PARTITION BY
                versions.user_id,
                versions.movielens_id
            ORDER BY
                CASE
                    WHEN versions.origin = 'delivered' THEN 1
                    ELSE 2
                END
        ) > 1 AS is_replaced,
        MAX(CASE WHEN versions.origin = 'moved' THEN 1 ELSE 0 END) OVER (
            PARTITION BY
                versions.user_id,
                versions.movielens_id
        ) AS was_moved
    FROM (
        SELECT
            user_id,
            movielens_id,
            movie_id,
            rating,
            rated_at,
            file_no,
            origin
        FROM competing
        UNION ALL
        SELECT
            user_id,
            movielens_id,
            movie_id,
            rating,
            rated_at,
            NULL AS file_no,
            'published' AS origin
        FROM published
    ) AS versions
) AS current_ones;

CREATE TEMPORARY TABLE changes AS
SELECT
    ranked.user_id,
    ranked.movielens_id,
    ranked.movie_id,
    ranked.rating,
    ranked.rated_at,
    ranked.file_no, -- null for a rating of an earlier delivery
    ranked.origin,
    published.user_id IS NOT NULL AS has_published,
    CASE
        WHEN ranked.is_replaced OR ranked.place > 1 THEN 'superseded'
        WHEN
            published.user_id IS NULL
            AND ranked.was_moved = 0
            THEN 'inserted'
        WHEN
            published.user_id IS NULL
            OR ranked.movielens_id <> published.movielens_id
            OR ranked.rating <> published.rating
            OR ranked.rated_at <> published.rated_at
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM ranked
LEFT JOIN published
    ON
        ranked.user_id = published.user_id
        AND ranked.movie_id = published.movie_id
WHERE
    -- These stay as they are, or give way to a rating that is counted itself.
    ranked.origin <> 'published'
    AND NOT (
        ranked.origin = 'superseded'
        AND (ranked.is_replaced OR ranked.place > 1)
    )
UNION ALL
-- Earlier ratings whose link has lost the movie.
SELECT
    reconsidered.user_id,
    reconsidered.movielens_id,
    NULL AS movie_id,
    reconsidered.rating,
    reconsidered.rated_at,
    NULL AS file_no,
    reconsidered.origin,
    FALSE AS has_published,
    CASE
        WHEN unclear.user_id IS NULL THEN 'waiting'
        ELSE 'superseded'
    END AS action
FROM reconsidered
LEFT JOIN unclear
    ON
        reconsidered.user_id = unclear.user_id
        AND reconsidered.movielens_id = unclear.movielens_id
WHERE reconsidered.movie_id IS NULL;

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    NULL AS file_no,
    'released' AS action,
    COUNT(*) AS row_count
FROM changes
WHERE origin <> 'delivered';

INSERT INTO waiting.superseded_ratings (
    rated_at,
    user_id,
    movielens_id,
    rating
)
SELECT
    rated_at,
    user_id,
    movielens_id,
    rating
FROM ranked
WHERE
    NOT is_replaced
    AND place > 1;

-- A delivered rating that waits replaces the waiting one of the same user and MovieLens id: nearly all of a file that is
-- delivered again every day.
CREATE TEMPORARY TABLE replaced AS
SELECT
    waiting.user_id,
    waiting.movielens_id
FROM waiting.ratings AS waiting
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

DELETE FROM waiting.ratings
USING replaced
WHERE
    waiting.ratings.movielens_id = replaced.movielens_id
    AND waiting.ratings.user_id = replaced.user_id
    AND (SELECT COUNT(*) FROM replaced) > 0;

-- In the order of the index, which then grows at one place.
INSERT INTO waiting.ratings (
    rated_at,
    waiting_since,
    user_id,
    movielens_id,
    rating,
    file_no
)
SELECT
    without_movie.rated_at,
    this_run.published_at AS waiting_since,
    without_movie.user_id,
    without_movie.movielens_id,
    without_movie.rating,
    without_movie.file_no
FROM (
    SELECT
        rated_at,
        user_id,
        movielens_id,
        rating,
        file_no
    FROM unclear
    WHERE movie_id IS NULL
    UNION ALL
    SELECT
        rated_at,
        user_id,
        movielens_id,
        rating,
        -1 AS file_no
    FROM changes
    WHERE action = 'waiting'
) AS without_movie
CROSS JOIN this_run
ORDER BY
    without_movie.movielens_id,
    without_movie.user_id;
