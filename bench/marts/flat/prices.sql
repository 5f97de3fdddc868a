-- The usable months of the price index, the last delivered row of each.
prices AS (
    SELECT DISTINCT ON (CAST(date AS DATE))
        CAST(DATE_TRUNC('month', CAST(date AS DATE)) AS DATE) AS month,
        CAST(cusr0000ss62031 AS NUMERIC(9, 3)) AS price_index
    FROM flat.cpi
    WHERE cusr0000ss62031 ~ '^\d+(\.\d*)?$'
    ORDER BY
        CAST(date AS DATE),
        ctid DESC
)
