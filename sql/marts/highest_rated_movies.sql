-- Which movies are rated highest of all time?
--
-- Two rules keep a movie with a single enthusiastic vote from winning.
--
-- A movie needs at least m ratings. m is the 90th percentile of the number of ratings per rated movie. So a tenth of
-- the movies compete, whatever the size of the warehouse.
--
-- These movies are ranked by the weighted rating that IMDb published for its Top 250. Source:
-- https://www.imdb.com/chart/top, "The formula for calculating the Top Rated 250 Titles".
--
--     weighted rating = v / (v + m) * R + m / (v + m) * C.
--
-- Here v is the number of the movie's ratings, R their average, m the minimum above and C the average of all ratings.
-- The fewer votes a movie has, the closer its weighted rating is to C. Movies with equal weighted rating and number of
-- ratings share a rank.
CREATE OR REPLACE VIEW marts.highest_rated_movies AS
WITH votes AS (
    SELECT
        CAST(CEIL(PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY ratings)) AS INTEGER) AS minimum_ratings,
        CAST(SUM(rating_sum) AS NUMERIC(24, 6)) / SUM(ratings) AS average_rating -- a sum of halves is exact
    FROM marts.rating_totals
),

candidates AS (
    SELECT
        rated_movies.movie_id,
        rated_movies.ratings,
        votes.minimum_ratings,
        CAST(rated_movies.rating_sum AS NUMERIC(24, 6)) / rated_movies.ratings AS average_rating,
        -- v * R is the sum of the ratings.
        (CAST(rated_movies.rating_sum AS NUMERIC(24, 6)) + votes.minimum_ratings * votes.average_rating)
        / (rated_movies.ratings + votes.minimum_ratings) AS weighted_rating
    FROM marts.rating_totals AS rated_movies
    CROSS JOIN votes
    WHERE rated_movies.ratings >= votes.minimum_ratings
)

SELECT
    -- Place by weighted_rating, then by ratings; 1 is the highest.
    RANK() OVER (ORDER BY candidates.weighted_rating DESC, candidates.ratings DESC) AS rank,
    candidates.movie_id, -- the movie, by TMDB's id
    movies.title,
    CAST(EXTRACT(YEAR FROM movies.release_date) AS INTEGER) AS release_year, -- null if the day of release is unknown
    candidates.ratings, -- number of its ratings
    ROUND(candidates.average_rating, 2) AS average_rating, -- average of its ratings, 0.5 to 5 stars
    ROUND(candidates.weighted_rating, 3) AS weighted_rating, -- weighted rating by the formula of IMDb, 0.5 to 5
    candidates.minimum_ratings -- the least ratings with which a movie competes, the same in every row
FROM candidates
INNER JOIN movies.movies AS movies
    ON candidates.movie_id = movies.movie_id;
