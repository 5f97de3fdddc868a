-- The staged ratings that differ from the published ones: new and changed ones, which are written at once, and those that compete
-- with a rating of an earlier delivery. A file that is delivered again as a whole has few of either. A first load has none:
-- first.sql finds all of its ratings.
CREATE UNLOGGED TABLE staging.differing_ratings AS
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    CASE
        WHEN reconsidered_keys.user_id IS NOT NULL THEN 'competing'
        WHEN published.user_id IS NULL THEN 'inserted'
        ELSE 'updated'
    END AS action
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
LEFT JOIN movies.ratings AS published
    ON
        staged.user_id = published.user_id
        AND rated_movies.movie_id = published.movie_id
LEFT JOIN staging.reconsidered_keys AS reconsidered_keys
    ON
        staged.user_id = reconsidered_keys.user_id
        AND rated_movies.movie_id = reconsidered_keys.movie_id
WHERE
    (SELECT has_load AND NOT is_first FROM this_run)
    AND NOT rated_movies.is_shared
    AND (
        published.user_id IS NULL
        OR staged.rating <> published.rating
        OR staged.rated_at <> published.rated_at
        OR reconsidered_keys.user_id IS NOT NULL
    );

ANALYZE staging.differing_ratings;
