-- The staged ratings of a first load. Nothing is published and no waiting rating is released, so the only exceptions are movies
-- that several MovieLens ids share.
SELECT
    staged.user_id,
    rated_movies.movie_id,
    staged.movielens_id,
    staged.rating,
    staged.rated_at
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
WHERE NOT rated_movies.is_shared
