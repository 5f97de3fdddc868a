-- If the table has a row, WHERE leaves nothing to count, and HAVING removes the count of 0.
-- A movie without genres has one row in movie_genre, so the rows counted are the delivered movies.
SELECT COUNT(*) AS movies_delivered
FROM staging.movie_genre
WHERE NOT EXISTS (SELECT 1 FROM {batch})
HAVING COUNT(*) >= 100
