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
    RANK() OVER (ORDER BY genre_ratings.ratings DESC) AS rank,
    genre.genre_id,
    genre.genre_name,
    genre_ratings.movies,
    CAST(genre_ratings.ratings AS BIGINT) AS ratings,
    ROUND(CAST(genre_ratings.ratings AS NUMERIC(24, 6)) / genre_ratings.movies, 1) AS ratings_per_movie,
    ROUND(genre_ratings.rating_sum / NULLIF(genre_ratings.ratings, 0), 2) AS average_rating, -- null if none is rated
    ROUND(CAST(genre_ratings.ratings AS NUMERIC(24, 6)) / all_ratings.ratings, 4) AS share_of_ratings
FROM genre_ratings
INNER JOIN movies.genre AS genre
    ON genre_ratings.genre_id = genre.genre_id
CROSS JOIN all_ratings;
