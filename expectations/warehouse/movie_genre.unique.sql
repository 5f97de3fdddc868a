-- Great Expectations has a type for this, expect_compound_columns_to_be_unique. It joins the table with itself, which
-- takes 0.25 s instead of 0.1 s for 91,000 rows, and it ignores rows with a null.
SELECT
    movie_id,
    genre_id,
    COUNT(*) AS times
FROM {batch}
GROUP BY
    movie_id,
    genre_id
HAVING COUNT(*) > 1
