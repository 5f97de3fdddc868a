prices AS (
    SELECT
        month,
        price_index
    FROM typed.prices
)
