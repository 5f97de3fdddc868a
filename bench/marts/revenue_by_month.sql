earnings AS (
    SELECT
        CAST(EXTRACT(MONTH FROM release_date) AS INTEGER) AS month,
        CAST(revenue AS NUMERIC(24, 6)) AS revenue
    FROM usable_movies
    WHERE
        revenue > 0
        AND release_date IS NOT NULL
),

all_movies AS (
    SELECT AVG(revenue) AS average_revenue
    FROM earnings
)

SELECT
    earnings.month,
    COUNT(*) AS movies,
    CAST(ROUND(AVG(earnings.revenue)) AS BIGINT) AS average_revenue,
    CAST(ROUND(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY earnings.revenue)) AS BIGINT) AS median_revenue,
    ROUND(AVG(earnings.revenue) / all_movies.average_revenue, 3) AS ratio_to_average
FROM earnings
CROSS JOIN all_movies
GROUP BY
    earnings.month,
    all_movies.average_revenue
