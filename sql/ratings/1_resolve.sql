-- Find the movie of each MovieLens id again, and the ids whose movie has changed or is gone.
CREATE TEMPORARY TABLE resolved AS
SELECT
    links.movielens_id,
    movies.movie_id,
    COUNT(*) OVER (PARTITION BY movies.movie_id) > 1 AS is_shared
FROM movies.links AS links
INNER JOIN movies.movies AS movies
    ON links.movie_id = movies.movie_id;

CREATE TEMPORARY TABLE changed_links AS
SELECT earlier.movielens_id
FROM staging.rated_movies AS earlier
LEFT JOIN resolved
    ON earlier.movielens_id = resolved.movielens_id
WHERE resolved.movie_id IS DISTINCT FROM earlier.movie_id;

DELETE FROM staging.rated_movies;

INSERT INTO staging.rated_movies (
    movielens_id,
    movie_id,
    is_shared
)
SELECT
    movielens_id,
    movie_id,
    is_shared
FROM resolved;

ANALYZE staging.rated_movies;
