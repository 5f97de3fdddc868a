SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM {batch} AS movie_genre
LEFT JOIN staging.genre AS staged
    ON movie_genre.genre_id = staged.genre_id
LEFT JOIN movies.genre AS published
    ON movie_genre.genre_id = published.genre_id
WHERE
    movie_genre.genre_id IS NOT NULL
    AND staged.genre_id IS NULL
    AND published.genre_id IS NULL
