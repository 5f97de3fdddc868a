-- One row per user and movie. The movie is resolved through the links, so that no question has to do it.
SELECT
    user_id,
    movie_id,
    CAST(rating AS REAL) AS rating
FROM usable_ratings
