-- Collect the ratings of earlier deliveries whose place is decided again. There are three kinds.
--   Waiting: their movie has arrived.
--   Moved: they are published, and the movie of their MovieLens id has changed.
--   Superseded: all of them, because they are few and each may win after a change of links or ratings.
-- Each keeps its delivered values; movie_id is null if the movie is not in the warehouse.
CREATE TEMPORARY TABLE reconsidered AS
SELECT
    waiting.user_id,
    waiting.movielens_id,
    rated_movies.movie_id,
    waiting.rating,
    waiting.rated_at,
    'waiting' AS origin,
    CAST(NULL AS INTEGER) AS movie_id_before
FROM waiting.ratings AS waiting
INNER JOIN staging.rated_movies AS rated_movies
    ON waiting.movielens_id = rated_movies.movielens_id
WHERE (SELECT has_releases FROM this_run) -- otherwise millions of waiting ratings would be read in vain
UNION ALL
SELECT
    ratings.user_id,
    ratings.movielens_id,
    rated_movies.movie_id,
    ratings.rating,
    ratings.rated_at,
    'moved' AS origin,
    ratings.movie_id AS movie_id_before
FROM movies.ratings AS ratings
INNER JOIN staging.changed_links AS changed_links
    ON ratings.movielens_id = changed_links.movielens_id
LEFT JOIN staging.rated_movies AS rated_movies
    ON ratings.movielens_id = rated_movies.movielens_id
WHERE (SELECT COUNT(*) FROM staging.changed_links) > 0 -- otherwise all ratings would be read in vain
UNION ALL
SELECT
    superseded.user_id,
    superseded.movielens_id,
    rated_movies.movie_id,
    superseded.rating,
    superseded.rated_at,
    'superseded' AS origin,
    CAST(NULL AS INTEGER) AS movie_id_before
FROM waiting.superseded_ratings AS superseded
LEFT JOIN staging.rated_movies AS rated_movies
    ON superseded.movielens_id = rated_movies.movielens_id;

ANALYZE reconsidered;

DELETE FROM waiting.ratings
USING staging.rated_movies
WHERE
    waiting.ratings.movielens_id = staging.rated_movies.movielens_id
    AND (SELECT has_releases FROM this_run);

DELETE FROM movies.ratings
USING reconsidered
WHERE
    movies.ratings.user_id = reconsidered.user_id
    AND movies.ratings.movie_id = reconsidered.movie_id_before
    AND (SELECT COUNT(*) FROM staging.changed_links) > 0;

DELETE FROM waiting.superseded_ratings;

-- Not a temporary table: PostgreSQL scans those with one process only.
CREATE UNLOGGED TABLE staging.reconsidered_keys AS
SELECT DISTINCT
    user_id,
    movie_id
FROM reconsidered
WHERE movie_id IS NOT NULL;

ANALYZE staging.reconsidered_keys;
