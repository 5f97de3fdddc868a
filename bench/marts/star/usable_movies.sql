usable_movies AS (
    SELECT
        movie_id,
        title,
        release_date,
        revenue
    FROM movies.movies
)
