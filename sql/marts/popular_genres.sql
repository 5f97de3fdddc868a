-- Which genres are the most popular?
--
-- Popularity is how much people watch and rate: genres are ranked by the number of ratings of their movies, and not by
-- how good those ratings are. A movie with several genres counts in each, so the shares of all ratings add up to more
-- than 1. `movies` counts all movies of the genre, rated or not; ratings_per_movie distinguishes a genre that is
-- watched a lot from one that only has many movies.
CREATE OR REPLACE VIEW marts.popular_genres AS
WITH all_ratings AS (
    SELECT SUM(ratings) AS ratings
    FROM marts.rating_totals
),

genre_ratings AS (
    SELECT
        movie_genre.genre_id,
        COUNT(*) AS movies,
        COALESCE(SUM(rated_movies.ratings), 0) AS ratings,
        -- Sums of halves are exact; casting each takes longer.
        CAST(SUM(rated_movies.rating_sum) AS NUMERIC(24, 6)) AS rating_sum
    FROM movies.movie_genre AS movie_genre
    LEFT JOIN marts.rating_totals AS rated_movies
        ON movie_genre.movie_id = rated_movies.movie_id
    GROUP BY movie_genre.genre_id
)

SELECT
    RANK() OVER (ORDER BY genre_ratings.ratings DESC) AS rank, -- place by ratings, 1 is the highest
    genre.genre_id,
    genre.genre_name,
    genre_ratings.movies, -- all movies of the genre, rated or not
    CAST(genre_ratings.ratings AS BIGINT) AS ratings, -- number of ratings of its movies
    -- Ratings per movie of the genre, rated or not.
    ROUND(CAST(genre_ratings.ratings AS NUMERIC(24, 6)) / genre_ratings.movies, 1) AS ratings_per_movie,
    -- Average rating of its movies, 0.5 to 5 stars; null if none is rated.
    ROUND(genre_ratings.rating_sum / NULLIF(genre_ratings.ratings, 0), 2) AS average_rating,
    -- Share of all ratings, 0 to 1. The shares add up to more than 1, because a movie may have several genres.
    ROUND(CAST(genre_ratings.ratings AS NUMERIC(24, 6)) / all_ratings.ratings, 4) AS share_of_ratings
FROM genre_ratings
INNER JOIN movies.genre AS genre
    ON genre_ratings.genre_id = genre.genre_id
CROSS JOIN all_ratings;
