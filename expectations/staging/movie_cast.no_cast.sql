-- COUNT(*) counts every row of the movie, COUNT(credit_id) only those with a value.
SELECT
    movie_id,
    COUNT(*) AS rows_of_movie
FROM {batch}
GROUP BY movie_id
HAVING
    COUNT(*) > COUNT(credit_id)
    AND COUNT(credit_id) > 0
