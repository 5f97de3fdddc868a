-- What waited in quarantine and can be published now; not looked for among the millions that may wait where there is none.
CREATE TEMPORARY TABLE released AS
SELECT
    CAST(SPLIT_PART(waiting.raw, ',', 1) AS INTEGER) AS user_id,
    rated_movies.movielens_id,
    rated_movies.movie_id,
    CAST(SPLIT_PART(waiting.raw, ',', 3) AS REAL) AS rating,
    TIMESTAMPTZ 'epoch' + CAST(SPLIT_PART(waiting.raw, ',', 4) AS BIGINT) * INTERVAL '1 second' AS rated_at,
    waiting.file_no,
    waiting.row_position,
    waiting.quarantined_at AS delivered_at
FROM quarantine.rows AS waiting
INNER JOIN staging.rated_movies AS rated_movies
    ON waiting.waiting_for = rated_movies.movielens_id
WHERE
    (SELECT has_releases FROM this_run)
    AND waiting.dataset = 'ratings';

CREATE UNLOGGED TABLE staging.released_keys AS
SELECT DISTINCT
    user_id,
    movie_id
FROM released;

ANALYZE released;

ANALYZE staging.released_keys;

-- What waited and is published now leaves the quarantine, and so does what this file has delivered again. Neither is looked
-- for among the millions that may wait where there is none.
DELETE FROM quarantine.rows
USING staging.rated_movies
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.waiting_for = staging.rated_movies.movielens_id
    AND (SELECT COUNT(*) FROM staging.released_keys) > 0;

DELETE FROM quarantine.rows
USING loaded_files
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.file = loaded_files.file
    AND quarantine.rows.fingerprint = loaded_files.fingerprint
    AND quarantine.rows.waiting_for IS NOT NULL
    AND (
        SELECT COUNT(*)
        FROM audit.loads AS earlier
        INNER JOIN loaded_files AS again
            ON
                earlier.file = again.file
                AND earlier.fingerprint = again.fingerprint
        WHERE
            earlier.dataset = 'ratings'
            AND earlier.rows_waiting > 0
            AND earlier.published_at IS NOT NULL
    ) > 0;
