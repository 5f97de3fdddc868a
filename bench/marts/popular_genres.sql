rated_movies AS (
    SELECT
        movie_id,
        COUNT(*) AS ratings,
        CAST(SUM(rating) AS NUMERIC(24, 6)) AS stars
    FROM usable_ratings
    GROUP BY movie_id
),

all_ratings AS (
    SELECT SUM(ratings) AS ratings
    FROM rated_movies
),

genre_ratings AS (
    SELECT
        movie_genres.genre_id,
        movie_genres.genre_name,
        COUNT(*) AS movies,
        COALESCE(SUM(rated_movies.ratings), 0) AS ratings,
        SUM(rated_movies.stars) AS stars
    FROM movie_genres
    LEFT JOIN rated_movies
        ON movie_genres.movie_id = rated_movies.movie_id
    GROUP BY
        movie_genres.genre_id,
        movie_genres.genre_name
)

SELECT
    RANK() OVER (ORDER BY genre_ratings.ratings DESC) AS rank,
    genre_ratings.genre_id,
    genre_ratings.genre_name,
    genre_ratings.movies,
    CAST(genre_ratings.ratings AS BIGINT) AS ratings,
    ROUND(CAST(genre_ratings.ratings AS NUMERIC(24, 6)) / genre_ratings.movies, 1) AS ratings_per_movie,
    ROUND(genre_ratings.stars / NULLIF(genre_ratings.ratings, 0), 2) AS average_rating,
    ROUND(CAST(genre_ratings.ratings AS NUMERIC(24, 6)) / all_ratings.ratings, 4) AS share_of_ratings
FROM genre_ratings
CROSS JOIN all_ratings
