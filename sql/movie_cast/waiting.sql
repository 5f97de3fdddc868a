-- One row if a cast waits for a movie that has arrived. Without it, an upsert without new files has nothing to do.
SELECT 1 AS found
FROM waiting.credits AS waiting
INNER JOIN movies.movies AS movies
    ON waiting.movie_id = movies.movie_id
LIMIT 1
