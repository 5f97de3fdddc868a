-- Which genres earned the most in today's money?
--
-- Today is the latest month of the price index of admission to movies, theaters and concerts. So the conversion
-- measures a revenue in tickets: revenue * (latest index / index of the month of release). If the index has no row for
-- that month, the latest earlier row counts, at most 12 months before.
--
-- A movie cannot be converted if there is no such row (mainly before the index begins) or if its day of release is
-- unknown. It is then left out of the totals and counted in movies_left_out. Movies with unknown revenue (0) are in
-- neither count.
--
-- A movie with several genres counts in each, so the genres do not add up to the total.
CREATE OR REPLACE VIEW marts.genre_earnings AS
WITH earnings AS (
    SELECT
        movie_id,
        revenue,
        CAST(DATE_TRUNC('month', CAST(release_date AS TIMESTAMP)) AS DATE) AS release_month -- needs no time zone
    FROM movies.movies
    WHERE revenue > 0
),

release_months AS (
    SELECT DISTINCT release_month
    FROM earnings
),

price_months AS (
    SELECT
        release_months.release_month,
        MAX(cpi.month) AS price_month
    FROM release_months
    INNER JOIN movies.cpi AS cpi
        ON
            release_months.release_month >= cpi.month
            AND release_months.release_month - INTERVAL '12 months' <= cpi.month
    GROUP BY release_months.release_month
),

latest_price AS (
    SELECT
        month,
        price_index
    FROM movies.cpi
    WHERE month = (SELECT MAX(month) FROM movies.cpi)
),

converted AS (
    SELECT
        earnings.movie_id,
        latest_price.month AS today,
        earnings.revenue AS all_revenue,
        CASE WHEN cpi.month IS NOT NULL THEN earnings.revenue END AS revenue, -- null, like revenue_today, if left out
        earnings.revenue * latest_price.price_index / cpi.price_index AS revenue_today
    FROM earnings
    LEFT JOIN price_months
        ON earnings.release_month = price_months.release_month
    LEFT JOIN movies.cpi AS cpi
        ON price_months.price_month = cpi.month
    LEFT JOIN latest_price
        ON TRUE
),

genre_sums AS (
    SELECT
        movie_genre.genre_id,
        converted.today,
        COUNT(converted.revenue) AS movies, -- not of revenue_today, which would be computed again
        COUNT(*) - COUNT(converted.revenue) AS movies_left_out,
        SUM(converted.all_revenue) AS all_revenue,
        COALESCE(SUM(converted.revenue), 0) AS revenue,
        COALESCE(SUM(converted.revenue_today), 0) AS revenue_today
    FROM converted
    INNER JOIN movies.movie_genre AS movie_genre
        ON converted.movie_id = movie_genre.movie_id
    GROUP BY
        movie_genre.genre_id,
        converted.today
)

SELECT
    RANK() OVER (ORDER BY genre_sums.revenue_today DESC) AS rank, -- place by revenue_today, 1 is the highest
    genre.genre_id,
    genre.genre_name,
    genre_sums.movies, -- movies of the genre whose revenue could be converted
    genre_sums.movies_left_out, -- movies of the genre with known revenue that could not be converted
    CAST(genre_sums.revenue AS BIGINT) AS revenue, -- total revenue of `movies`, in US dollars of the time
    -- Total revenue of `movies`, in dollars of the month `today`. A hundred of the largest values exceed BIGINT.
    CAST(ROUND(genre_sums.revenue_today) AS NUMERIC(38, 0)) AS revenue_today,
    -- Average revenue of `movies`, in dollars of the month `today`; null if there is none.
    CAST(ROUND(genre_sums.revenue_today / NULLIF(genre_sums.movies, 0)) AS BIGINT) AS average_revenue_today,
    -- Share of the genre's known revenue, in dollars of the time, that could be converted: 0 to 1.
    CAST(CAST(genre_sums.revenue AS DOUBLE PRECISION) / genre_sums.all_revenue AS NUMERIC(5, 4)) AS share_converted,
    genre_sums.today -- first day of the latest month of the price index; null without a price index
FROM genre_sums
INNER JOIN movies.genre AS genre
    ON genre_sums.genre_id = genre.genre_id;
