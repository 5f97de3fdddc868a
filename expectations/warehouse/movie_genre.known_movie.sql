SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM {batch} AS movie_genre
LEFT JOIN movies.movies AS movies
    ON movie_genre.movie_id = movies.movie_id
WHERE
    movie_genre.movie_id IS NOT NULL
    AND movies.movie_id IS NULL
