-- Is box office higher for some months of release?
--
-- Only movies with known revenue and day of release count; 0 dollars mean unknown. Revenue is in dollars of the time,
-- because every month has a similar mix of years. Box office is very uneven and a few blockbusters raise the average,
-- so the median is shown too. The column ratio_to_average is the month's average divided by that of all these movies:
-- 1.5 is 50 % more.
CREATE OR REPLACE VIEW marts.revenue_by_month AS
WITH earnings AS (
    SELECT
        dates.month,
        CAST(movies.revenue AS NUMERIC(24, 6)) AS revenue
    FROM movies.movies AS movies
    INNER JOIN movies.date AS dates
        ON movies.release_date = dates.release_date
    WHERE movies.revenue > 0
),

all_movies AS (
    SELECT AVG(revenue) AS average_revenue
    FROM earnings
)

SELECT
    earnings.month, -- month of release, 1 is January
    COUNT(*) AS movies, -- movies with known revenue and day of release
    -- Average revenue of these movies, in US dollars of the time.
    CAST(ROUND(AVG(earnings.revenue)) AS BIGINT) AS average_revenue,
    -- Median revenue of these movies, in US dollars of the time.
    CAST(ROUND(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY earnings.revenue)) AS BIGINT) AS median_revenue,
    -- Average of the month divided by that of all these movies: 1.5 is 50 % more.
    ROUND(AVG(earnings.revenue) / all_movies.average_revenue, 3) AS ratio_to_average
FROM earnings
CROSS JOIN all_movies
GROUP BY
    earnings.month,
    all_movies.average_revenue;
