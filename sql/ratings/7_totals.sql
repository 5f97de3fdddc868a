-- Compute the totals of each movie again if any published rating has changed. All of them: no index finds the ratings
-- of a movie, so the totals of a few movies cost the same scan.
DELETE FROM marts.rating_totals
WHERE
    (SELECT is_first FROM this_run)
    OR EXISTS (
        SELECT 1
        FROM staging.delivered_ratings
        WHERE action IN ('inserted', 'updated')
    )
    OR EXISTS (
        SELECT 1
        FROM changes
        WHERE action IN ('inserted', 'updated')
    )
    OR EXISTS (
        SELECT 1
        FROM staging.earlier_ratings
        WHERE origin = 'moved'
    );

-- Grouped into a table of its own, which PostgreSQL does with several processes; an INSERT uses one.
CREATE TEMPORARY TABLE new_totals AS
SELECT
    movie_id,
    COUNT(*) AS ratings,
    SUM(CAST(rating AS DOUBLE PRECISION)) AS rating_sum
FROM movies.ratings
WHERE NOT EXISTS (SELECT 1 FROM marts.rating_totals)
GROUP BY movie_id;

INSERT INTO marts.rating_totals (
    movie_id,
    ratings,
    rating_sum
)
SELECT
    movie_id,
    ratings,
    rating_sum
FROM new_totals;

DROP TABLE staging.delivered_ratings;

DROP TABLE staging.earlier_ratings;
