prices AS (
    SELECT
        month,
        price_index
    FROM movies.cpi
)
