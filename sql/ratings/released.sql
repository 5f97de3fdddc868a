-- What waited in quarantine and can be published now; not looked for among the millions that may wait where there is none.
CREATE TEMPORARY TABLE released AS
SELECT
    waiting.user_id,
    waiting.movielens_id,
    rated_movies.movie_id,
    waiting.rating,
    waiting.rated_at,
    waiting.file_no,
    waiting.row_position,
    waiting.quarantined_at AS delivered_at
FROM quarantine.ratings AS waiting
INNER JOIN staging.rated_movies AS rated_movies
    ON waiting.movielens_id = rated_movies.movielens_id
WHERE (SELECT has_releases FROM this_run);

CREATE UNLOGGED TABLE staging.released_keys AS
SELECT DISTINCT
    user_id,
    movie_id
FROM released;

ANALYZE released;

ANALYZE staging.released_keys;

-- What waited and is published now leaves the quarantine, and so does what this file has delivered again. Neither is looked
-- for among the millions that may wait where there is none.
DELETE FROM quarantine.ratings
USING staging.rated_movies
WHERE
    quarantine.ratings.movielens_id = staging.rated_movies.movielens_id
    AND (SELECT COUNT(*) FROM staging.released_keys) > 0;

CREATE TEMPORARY TABLE delivered_before AS
SELECT
    earlier.published_at,
    earlier.file_no
FROM audit.loads AS earlier
INNER JOIN loaded_files
    ON
        earlier.file = loaded_files.file
        AND earlier.fingerprint = loaded_files.fingerprint
WHERE
    earlier.table_name = 'ratings'
    AND earlier.rows_waiting > 0
    AND earlier.published_at IS NOT NULL;

DELETE FROM quarantine.ratings
USING delivered_before
WHERE
    quarantine.ratings.quarantined_at = delivered_before.published_at
    AND quarantine.ratings.file_no = delivered_before.file_no
    AND (SELECT COUNT(*) FROM delivered_before) > 0;
