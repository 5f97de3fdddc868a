-- Dimension: the price index of admission to movies, theaters and concerts, one row per month (1982-84 = 100).
CREATE TABLE IF NOT EXISTS movies.cpi (
    month DATE NOT NULL, -- its first day
    price_index NUMERIC(9, 3) NOT NULL,
    PRIMARY KEY (month)
);
