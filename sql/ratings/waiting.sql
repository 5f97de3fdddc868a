-- One row where a rating waits in quarantine for a movie that is there now: without it, an upsert of nothing new has nothing to do.
SELECT 1 AS found
FROM movies.movies AS movies
INNER JOIN movies.links AS links
    ON movies.movie_id = links.movie_id
WHERE EXISTS (
    SELECT 1
    FROM quarantine.ratings AS waiting
    WHERE waiting.movielens_id = links.movielens_id
)
LIMIT 1
