-- One row where a cast waits in quarantine for a movie that is there now: without it, an upsert of nothing new has nothing to do.
SELECT 1 AS found
FROM quarantine.credits AS waiting
INNER JOIN movies.movies AS movies
    ON waiting.movie_id = movies.movie_id
LIMIT 1
