-- The staged ratings of a first load: nothing was there and nothing waited, so that only shared movies make exceptions.
SELECT
    staged.user_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
WHERE NOT rated_movies.is_shared
