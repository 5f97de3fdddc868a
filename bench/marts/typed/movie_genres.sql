movie_genres AS (
    SELECT
        movies.movie_id,
        genre.id AS genre_id,
        genre.name AS genre_name
    FROM typed.movies AS movies
    CROSS JOIN LATERAL JSONB_TO_RECORDSET(movies.genres) AS genre (id INTEGER, name TEXT)
)
