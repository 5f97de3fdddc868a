-- The staged ratings that are inserted at once: those of first.sql in a first load, later those that are new.
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
FROM staging.differing_ratings
WHERE action = 'inserted'
