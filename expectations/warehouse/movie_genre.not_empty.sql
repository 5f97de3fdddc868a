-- If the table has a row, WHERE leaves no movie to count, and HAVING removes the count of 0.
SELECT COUNT(*) AS movies
FROM movies.movies
WHERE NOT EXISTS (SELECT 1 FROM {batch})
HAVING COUNT(*) >= 100
