earnings AS (
    SELECT
        movie_id,
        revenue,
        CAST(DATE_TRUNC('month', release_date) AS DATE) AS release_month
    FROM usable_movies
    WHERE revenue > 0
),

price_months AS (
    SELECT
        release_months.release_month,
        MAX(prices.month) AS price_month
    FROM (SELECT DISTINCT release_month FROM earnings) AS release_months
    INNER JOIN prices
        ON
            release_months.release_month >= prices.month
            AND release_months.release_month - INTERVAL '12 months' <= prices.month
    GROUP BY release_months.release_month
),

latest_price AS (
    SELECT
        month,
        price_index
    FROM prices
    ORDER BY month DESC
    LIMIT 1
),

converted AS (
    SELECT
        earnings.movie_id,
        latest_price.month AS today,
        earnings.revenue AS all_revenue,
        CASE WHEN prices.month IS NOT NULL THEN earnings.revenue END AS revenue,
        earnings.revenue * latest_price.price_index / prices.price_index AS revenue_today
    FROM earnings
    LEFT JOIN price_months
        ON earnings.release_month = price_months.release_month
    LEFT JOIN prices
        ON price_months.price_month = prices.month
    LEFT JOIN latest_price
        ON TRUE
),

genre_sums AS (
    SELECT
        movie_genres.genre_id,
        movie_genres.genre_name,
        converted.today,
        COUNT(converted.revenue_today) AS movies,
        COUNT(*) - COUNT(converted.revenue_today) AS movies_left_out,
        SUM(converted.all_revenue) AS all_revenue,
        COALESCE(SUM(converted.revenue), 0) AS revenue,
        COALESCE(SUM(converted.revenue_today), 0) AS revenue_today
    FROM converted
    INNER JOIN movie_genres
        ON converted.movie_id = movie_genres.movie_id
    GROUP BY
        movie_genres.genre_id,
        movie_genres.genre_name,
        converted.today
)

SELECT
    RANK() OVER (ORDER BY revenue_today DESC) AS rank,
    genre_id,
    genre_name,
    movies,
    movies_left_out,
    CAST(revenue AS BIGINT) AS revenue,
    CAST(ROUND(revenue_today) AS BIGINT) AS revenue_today,
    CAST(ROUND(revenue_today / NULLIF(movies, 0)) AS BIGINT) AS average_revenue_today,
    CAST(CAST(revenue AS DOUBLE PRECISION) / all_revenue AS NUMERIC(5, 4)) AS share_converted,
    today
FROM genre_sums
