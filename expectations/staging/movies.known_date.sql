SELECT
    movies.movie_id,
    movies.release_date
FROM {batch} AS movies
LEFT JOIN staging.date AS staged
    ON movies.release_date = staged.release_date
LEFT JOIN movies.date AS published
    ON movies.release_date = published.release_date
WHERE
    movies.release_date IS NOT NULL
    AND staged.release_date IS NULL
    AND published.release_date IS NULL
