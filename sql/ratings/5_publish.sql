-- Write what was decided: published ratings, those that another one supersedes, and those that wait for their movie.
UPDATE movies.ratings
SET
    movielens_id = changed.movielens_id,
    rating = changed.rating,
    rated_at = changed.rated_at
FROM (
    SELECT
        user_id,
        movie_id,
        movielens_id,
        rating,
        rated_at
    FROM staging.delivered_ratings
    WHERE action = 'updated'
    UNION ALL
    SELECT
        user_id,
        movie_id,
        movielens_id,
        rating,
        rated_at
    FROM changes
    WHERE
        action = 'updated'
        AND has_published
) AS changed
WHERE
    movies.ratings.user_id = changed.user_id
    AND movies.ratings.movie_id = changed.movie_id;

INSERT INTO movies.ratings (
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
)
SELECT
    staged.user_id,
    rated_movies.movie_id,
    staged.movielens_id,
    staged.rating,
    staged.rated_at
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
WHERE
    (SELECT is_first FROM this_run)
    AND NOT rated_movies.is_shared
UNION ALL
SELECT
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
FROM staging.delivered_ratings
WHERE action = 'inserted'
UNION ALL
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
FROM changes
WHERE
    NOT is_replaced
    AND place > 1;

-- A delivered rating that waits replaces the waiting one of the same user and MovieLens id: nearly all of a file that
-- is delivered again every day.
INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    NULL AS file_no,
    'replaced' AS action,
    COUNT(*) AS row_count
FROM waiting.ratings AS waiting
INNER JOIN staging.delivered_ratings AS delivered
    ON
        waiting.movielens_id = delivered.movielens_id
        AND waiting.user_id = delivered.user_id
WHERE delivered.action = 'waiting';

DELETE FROM waiting.ratings
USING staging.delivered_ratings
WHERE
    waiting.ratings.movielens_id = staging.delivered_ratings.movielens_id
    AND waiting.ratings.user_id = staging.delivered_ratings.user_id
    AND staging.delivered_ratings.action = 'waiting';

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
    FROM staging.delivered_ratings
    WHERE action = 'waiting'
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
