-- If the table has a row, WHERE leaves nothing to count, and HAVING removes the count of 0.
-- A movie without cast has one row in movie_cast, so the rows counted are the delivered movies.
SELECT COUNT(*) AS movies_delivered
FROM staging.movie_cast
WHERE NOT EXISTS (SELECT 1 FROM {batch})
HAVING COUNT(*) >= 100
