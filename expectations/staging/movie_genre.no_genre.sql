-- COUNT(*) counts every row of the movie, COUNT(genre_id) only those with a value.
SELECT
    movie_id,
    COUNT(*) AS rows_of_movie
FROM {batch}
GROUP BY movie_id
HAVING
    COUNT(*) > COUNT(genre_id)
    AND COUNT(genre_id) > 0
