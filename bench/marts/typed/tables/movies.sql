-- One row per movie, with its genres as JSON.
SELECT
    usable_movies.movie_id,
    usable_movies.title,
    usable_movies.release_date,
    usable_movies.revenue,
    JSONB_AGG(JSONB_BUILD_OBJECT('id', movie_genres.genre_id, 'name', movie_genres.genre_name))
    FILTER (WHERE movie_genres.genre_id IS NOT NULL) AS genres
FROM usable_movies
LEFT JOIN movie_genres
    ON usable_movies.movie_id = movie_genres.movie_id
GROUP BY
    usable_movies.movie_id,
    usable_movies.title,
    usable_movies.release_date,
    usable_movies.revenue
