SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM {batch} AS movie_genre
LEFT JOIN movies.genre AS genre
    ON movie_genre.genre_id = genre.genre_id
WHERE
    movie_genre.genre_id IS NOT NULL
    AND genre.genre_id IS NULL
