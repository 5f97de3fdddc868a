SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM {batch} AS movie_genre
LEFT JOIN staging.movies AS staged
    ON movie_genre.movie_id = staged.movie_id
LEFT JOIN movies.movies AS published
    ON movie_genre.movie_id = published.movie_id
WHERE
    movie_genre.movie_id IS NOT NULL
    AND staged.movie_id IS NULL
    AND published.movie_id IS NULL
