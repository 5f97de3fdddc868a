SELECT
    movie_cast.movie_id,
    movie_cast.credit_id
FROM {batch} AS movie_cast
LEFT JOIN movies.movies AS movies
    ON movie_cast.movie_id = movies.movie_id
WHERE
    movie_cast.movie_id IS NOT NULL
    AND movies.movie_id IS NULL
