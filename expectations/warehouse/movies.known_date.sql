SELECT
    movies.movie_id,
    movies.release_date
FROM {batch} AS movies
LEFT JOIN movies.date AS dates
    ON movies.release_date = dates.release_date
WHERE
    movies.release_date IS NOT NULL
    AND dates.release_date IS NULL
