rated_movies AS (
    SELECT
        movie_id,
        COUNT(*) AS ratings,
        CAST(SUM(rating) AS NUMERIC(24, 6)) AS stars
    FROM usable_ratings
    GROUP BY movie_id
),

votes AS (
    SELECT
        CAST(CEIL(PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY ratings)) AS INTEGER) AS minimum_ratings,
        SUM(stars) / SUM(ratings) AS average_rating
    FROM rated_movies
),

candidates AS (
    SELECT
        rated_movies.movie_id,
        rated_movies.ratings,
        votes.minimum_ratings,
        rated_movies.stars / rated_movies.ratings AS average_rating,
        (rated_movies.stars + votes.minimum_ratings * votes.average_rating)
        / (rated_movies.ratings + votes.minimum_ratings) AS weighted_rating
    FROM rated_movies
    CROSS JOIN votes
    WHERE rated_movies.ratings >= votes.minimum_ratings
)

SELECT
    RANK() OVER (ORDER BY candidates.weighted_rating DESC, candidates.ratings DESC) AS rank,
    candidates.movie_id,
    usable_movies.title,
    CAST(EXTRACT(YEAR FROM usable_movies.release_date) AS INTEGER) AS release_year,
    candidates.ratings,
    ROUND(candidates.average_rating, 2) AS average_rating,
    ROUND(candidates.weighted_rating, 3) AS weighted_rating,
    candidates.minimum_ratings
FROM candidates
INNER JOIN usable_movies
    ON candidates.movie_id = usable_movies.movie_id
