-- A sum of halves is exact in double precision, but not in single.
usable_ratings AS (
    SELECT
        movie_id,
        CAST(rating AS DOUBLE PRECISION) AS rating
    FROM typed.ratings
)
