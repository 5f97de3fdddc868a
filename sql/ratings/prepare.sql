-- Find the way from MovieLens's ids to the movies that are there, anew.
DELETE FROM staging.rated_movies;

INSERT INTO staging.rated_movies (
    movielens_id,
    movie_id,
    is_shared
)
SELECT
    links.movielens_id,
    movies.movie_id,
    -- Two MovieLens ids may mean one movie: of a user's ratings of it the latest counts.
    COUNT(*) OVER (PARTITION BY movies.movie_id) > 1 AS is_shared
FROM movies.links AS links
INNER JOIN movies.movies AS movies
    ON links.movie_id = movies.movie_id;

ANALYZE staging.rated_movies;
