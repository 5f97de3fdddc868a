-- Great Expectations' expect_table_row_count_to_be_between counts all rows. For 26 million ratings that takes 2 s;
-- this query stops at the first row.
SELECT found
FROM (
    SELECT COUNT(*) AS found
    FROM (
        SELECT 1 AS one
        FROM {batch}
        LIMIT 1
    ) AS first_row
) AS counted
WHERE found = 0
