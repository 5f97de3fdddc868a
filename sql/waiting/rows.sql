-- The rows that wait for their movie, one row per input row.
CREATE OR REPLACE VIEW waiting.rows AS
SELECT
    'ratings' AS dataset,
    -- 'waiting' if the rating had been published and then its link lost the movie.
    loads.file,
    loads.fingerprint,
    loads.run_id,
    waiting.movielens_id AS waiting_for, -- the id by which the row names its movie: here MovieLens's
    waiting.waiting_since
FROM waiting.ratings AS waiting
-- A rating is shown whether or not its load is found.
LEFT JOIN audit.loads AS loads
    ON
        loads.table_name = 'ratings'
        AND waiting.waiting_since = loads.published_at
        AND waiting.file_no = loads.file_no
UNION ALL
SELECT
    'credits' AS dataset,
    file,
    fingerprint,
    run_id,
    movie_id AS waiting_for, -- here TMDB's
    waiting_since
FROM waiting.credits
GROUP BY
    file,
    fingerprint,
    run_id,
    movie_id,
    waiting_since;
