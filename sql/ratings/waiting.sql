-- One row if a rating waits for a movie that has arrived, or if the movie of a MovieLens id has changed since the last
-- upsert. Without it, an upsert without new files has nothing to do.
SELECT 1 AS found
FROM movies.movies AS movies
INNER JOIN movies.links AS links
    ON movies.movie_id = links.movie_id
WHERE
    EXISTS (
        SELECT 1
        FROM waiting.ratings AS waiting
        WHERE waiting.movielens_id = links.movielens_id
    )
UNION ALL
SELECT 1 AS found
FROM staging.rated_movies AS earlier
LEFT JOIN movies.links AS links
    ON earlier.movielens_id = links.movielens_id
WHERE links.movie_id IS DISTINCT FROM earlier.movie_id
LIMIT 1
