-- Dimension: the price index of admission to movies, theaters and concerts, one row per month (1982-84 = 100).
CREATE TABLE IF NOT EXISTS movies.cpi (
    month DATE NOT NULL, -- the first day of the month [cpi.DATE]
    price_index NUMERIC(9, 3) NOT NULL, -- consumer price index, not seasonally adjusted [cpi.CUSR0000SS62031]
    PRIMARY KEY (month)
);
