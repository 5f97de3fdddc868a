-- The exceptions among the staged ratings that are found by look-ups: those whose user and movie have one already;
CREATE UNLOGGED TABLE staging.taken_ratings AS
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    staged.row_position,
    present.rating AS rating_before,
    present.rated_at AS rated_at_before,
    -- Just counted: of a file that is delivered anew as a whole nearly all are.
    staged.rating = present.rating
    AND staged.rated_at = present.rated_at
    AND released_keys.user_id IS NULL AS is_unchanged
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
INNER JOIN movies.ratings AS present
    ON
        staged.user_id = present.user_id
        AND rated_movies.movie_id = present.movie_id
LEFT JOIN staging.released_keys AS released_keys
    ON
        present.user_id = released_keys.user_id
        AND present.movie_id = released_keys.movie_id
WHERE
    (SELECT has_load AND NOT is_first FROM this_run)
    AND NOT rated_movies.is_shared;

-- and those whose user and movie get one out of the quarantine.
INSERT INTO staging.taken_ratings (
    user_id,
    movielens_id,
    movie_id,
    rating,
    rated_at,
    file_no,
    row_position,
    is_unchanged
)
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    staged.row_position,
    FALSE AS is_unchanged
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
INNER JOIN staging.released_keys AS released_keys
    ON
        staged.user_id = released_keys.user_id
        AND rated_movies.movie_id = released_keys.movie_id
LEFT JOIN movies.ratings AS present
    ON
        staged.user_id = present.user_id
        AND rated_movies.movie_id = present.movie_id
WHERE
    (SELECT has_load FROM this_run)
    AND (SELECT COUNT(*) FROM staging.released_keys) > 0
    AND NOT rated_movies.is_shared
    AND present.user_id IS NULL;

ANALYZE staging.taken_ratings;
