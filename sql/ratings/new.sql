-- The staged ratings that are inserted at once: of a first load those of first.sql, later those that have no other yet.
SELECT
    staged.user_id,
    rated_movies.movie_id,
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
    rating,
    rated_at
FROM staging.differing_ratings
WHERE is_new
