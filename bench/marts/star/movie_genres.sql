movie_genres AS (
    SELECT
        movie_genre.movie_id,
        genre.genre_id,
        genre.genre_name
    FROM movies.movie_genre AS movie_genre
    INNER JOIN movies.genre AS genre
        ON movie_genre.genre_id = genre.genre_id
)
