-- All that could not be loaded, with why, and all that waits for its movie, a row a row of a file.
CREATE OR REPLACE VIEW quarantine.rows AS
SELECT
    dataset,
    file,
    fingerprint,
    file_no,
    row_position,
    reason,
    raw,
    waiting_for,
    run_id,
    quarantined_at
FROM quarantine.raw_rows
UNION ALL
SELECT
    'ratings' AS dataset,
    loads.file,
    loads.fingerprint,
    waiting.file_no,
    waiting.row_position,
    'its movie is not in the warehouse yet' AS reason,
    -- Always userId,movieId,rating,timestamp, however the file ordered them.
    CONCAT_WS(
        ',',
        waiting.user_id,
        waiting.movielens_id,
        CAST(waiting.rating AS NUMERIC(2, 1)),
        CAST(EXTRACT(EPOCH FROM waiting.rated_at) AS BIGINT)
    ) AS raw,
    CAST(waiting.movielens_id AS BIGINT) AS waiting_for,
    loads.run_id,
    waiting.quarantined_at
FROM quarantine.ratings AS waiting
-- A rating is shown whether or not its load is found.
LEFT JOIN audit.loads AS loads
    ON
        loads.table_name = 'ratings'
        AND waiting.quarantined_at = loads.published_at
        AND waiting.file_no = loads.file_no;
