-- The usable ratings of existing movies, the last delivered one per user and movie.
usable_ratings AS (
    SELECT DISTINCT ON (CAST(ratings.userid AS INTEGER), usable_movies.movie_id)
        usable_movies.movie_id,
        CAST(ratings.userid AS INTEGER) AS user_id,
        CAST(ratings.rating AS NUMERIC(2, 1)) AS rating
    FROM flat.ratings AS ratings
    INNER JOIN flat.links AS links
        ON ratings.movieid = links.movieid
    INNER JOIN usable_movies
        ON CAST(links.tmdbid AS INTEGER) = usable_movies.movie_id
    WHERE
        ratings.rating ~ '^([0-4]\.5|[1-5]\.0)$'
        AND ratings.timestamp ~ '^\d{9,10}$'
    ORDER BY
        CAST(ratings.userid AS INTEGER),
        usable_movies.movie_id,
        ratings.ctid DESC
)
