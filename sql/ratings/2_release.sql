-- Remove the ratings of earlier deliveries whose place is decided again from their tables, and collect them here. There
-- are three kinds.
--   Waiting: their movie has arrived.
--   Moved: they are published, and the movie of their MovieLens id has changed.
--   Superseded: all of them, because they are few and each may win after a change of links or ratings.
-- Each keeps its delivered values; movie_id is null if the movie is not in the warehouse. The table is not temporary,
-- because PostgreSQL scans temporary tables with one process only.
CREATE UNLOGGED TABLE staging.earlier_ratings AS
SELECT
    waiting.user_id,
    waiting.movielens_id,
    rated_movies.movie_id,
    waiting.rating,
    waiting.rated_at,
    'waiting' AS origin
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
    'moved' AS origin
FROM movies.ratings AS ratings
INNER JOIN changed_links
    ON ratings.movielens_id = changed_links.movielens_id
LEFT JOIN staging.rated_movies AS rated_movies
    ON ratings.movielens_id = rated_movies.movielens_id
WHERE (SELECT COUNT(*) FROM changed_links) > 0 -- otherwise all ratings would be read in vain
UNION ALL
SELECT
    superseded.user_id,
    superseded.movielens_id,
    rated_movies.movie_id,
    superseded.rating,
    superseded.rated_at,
    'superseded' AS origin
FROM waiting.superseded_ratings AS superseded
LEFT JOIN staging.rated_movies AS rated_movies
    ON superseded.movielens_id = rated_movies.movielens_id;

ANALYZE staging.earlier_ratings;

DELETE FROM waiting.ratings
USING staging.rated_movies
WHERE
    waiting.ratings.movielens_id = staging.rated_movies.movielens_id
    AND (SELECT has_releases FROM this_run);

DELETE FROM movies.ratings
USING changed_links
WHERE
    movies.ratings.movielens_id = changed_links.movielens_id
    AND (SELECT COUNT(*) FROM changed_links) > 0;

DELETE FROM waiting.superseded_ratings;
