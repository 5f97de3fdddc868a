SELECT
    movie_id,
    credit_id,
    person_id
FROM {batch}
WHERE (credit_id IS NULL) <> (person_id IS NULL)
