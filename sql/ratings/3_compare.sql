-- Collect the staged ratings that need more than a plain insert of a first load, or that differ from the published
-- ones. The action says what happens to each.
--   Waiting: the movie is not in the warehouse.
--   Competing: the user may have rated the movie under another MovieLens id, or an earlier rating competes for it.
--   Inserted, updated: nothing competes with it.
CREATE UNLOGGED TABLE staging.delivered_ratings AS
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    CASE
        WHEN rated_movies.movie_id IS NULL THEN 'waiting'
        ELSE 'competing'
    END AS action
FROM staging.ratings AS staged
LEFT JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
WHERE
    (SELECT has_load FROM this_run)
    AND (
        rated_movies.movie_id IS NULL
        OR rated_movies.is_shared
    )
UNION ALL
SELECT
    staged.user_id,
    staged.movielens_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at,
    staged.file_no,
    CASE
        WHEN earlier.user_id IS NOT NULL THEN 'competing'
        WHEN published.user_id IS NULL THEN 'inserted'
        ELSE 'updated'
    END AS action
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON
        staged.movielens_id = rated_movies.movielens_id
        AND NOT rated_movies.is_shared
LEFT JOIN movies.ratings AS published
    ON
        staged.user_id = published.user_id
        AND rated_movies.movie_id = published.movie_id
LEFT JOIN (
    SELECT DISTINCT
        user_id,
        movie_id
    FROM staging.earlier_ratings
    WHERE movie_id IS NOT NULL
) AS earlier
    ON
        staged.user_id = earlier.user_id
        AND rated_movies.movie_id = earlier.movie_id
WHERE
    -- A first load has nothing to compare with; 5_publish.sql inserts these ratings from where they are staged.
    (SELECT has_load AND NOT is_first FROM this_run)
    AND (
        published.user_id IS NULL
        OR earlier.user_id IS NOT NULL
        OR staged.rating <> published.rating
        OR staged.rated_at <> published.rated_at
    );

ANALYZE staging.delivered_ratings;
