SELECT
    movie_cast.movie_id,
    movie_cast.credit_id,
    movie_cast.person_id
FROM {batch} AS movie_cast
LEFT JOIN staging.person AS staged
    ON movie_cast.person_id = staged.person_id
LEFT JOIN movies.person AS published
    ON movie_cast.person_id = published.person_id
WHERE
    movie_cast.person_id IS NOT NULL
    AND staged.person_id IS NULL
    AND published.person_id IS NULL
