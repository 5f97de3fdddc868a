SELECT
    month,
    price_index
FROM prices
