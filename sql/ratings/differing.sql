-- The staged ratings that differ from what is there: those of a user and movie without a rating yet, which are inserted at
-- once where none comes out of the quarantine, and exceptions. A file that is delivered anew as a whole has few of either.
-- A first load has none: first.sql finds all of its ratings.
CREATE UNLOGGED TABLE staging.differing_ratings AS
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
    present.user_id IS NULL
    AND released_keys.user_id IS NULL AS is_new
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
LEFT JOIN movies.ratings AS present
    ON
        staged.user_id = present.user_id
        AND rated_movies.movie_id = present.movie_id
LEFT JOIN staging.released_keys AS released_keys
    ON
        staged.user_id = released_keys.user_id
        AND rated_movies.movie_id = released_keys.movie_id
WHERE
    (SELECT has_load AND NOT is_first FROM this_run)
    AND NOT rated_movies.is_shared
    AND (
        present.user_id IS NULL
        OR staged.rating <> present.rating
        OR staged.rated_at <> present.rated_at
        OR released_keys.user_id IS NOT NULL
    );

ANALYZE staging.differing_ratings;
