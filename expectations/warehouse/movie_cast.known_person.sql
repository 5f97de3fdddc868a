SELECT
    movie_cast.movie_id,
    movie_cast.credit_id,
    movie_cast.person_id
FROM {batch} AS movie_cast
LEFT JOIN movies.person AS person
    ON movie_cast.person_id = person.person_id
WHERE
    movie_cast.person_id IS NOT NULL
    AND person.person_id IS NULL
