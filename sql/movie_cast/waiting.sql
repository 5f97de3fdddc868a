-- One row where a cast waits in quarantine for a movie that is there now: without it, an upsert of nothing new has nothing to do.
SELECT 1 AS found
FROM movies.movies AS movies
WHERE EXISTS (
    SELECT 1
    FROM quarantine.rows AS waiting
    WHERE
        waiting.dataset = 'credits'
        AND waiting.waiting_for = movies.movie_id
)
LIMIT 1
