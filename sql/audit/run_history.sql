-- One row per run, from its steps and loads. Only the last try of a step decides about success. Rows are counted once
-- per file, however many tables it fills.
CREATE OR REPLACE VIEW audit.run_history AS
WITH tries AS (
    SELECT
        run_id,
        step,
        started_at,
        finished_at,
        outcome,
        ROW_NUMBER() OVER (
            PARTITION BY run_id, step
            ORDER BY started_at DESC
        ) AS age
    FROM audit.steps
),

runs AS (
    SELECT
        run_id,
        MIN(started_at) AS started_at,
        MAX(finished_at) AS finished_at,
        MIN(CASE WHEN age = 1 AND outcome IN ('refused', 'failed') THEN step END) AS failed_step,
        COUNT(CASE WHEN age = 1 AND outcome = 'refused' THEN 1 END) AS refusals,
        COUNT(
            CASE WHEN age = 1 AND outcome = 'done' AND step IN ('audit_staging', 'check_warehouse') THEN 1 END
        ) AS passes
    FROM tries
    GROUP BY run_id
),

files AS (
    -- All tables of a file have its counts, until the upsert of one of them moves staged rows to superseded or waiting.
    SELECT
        run_id,
        MAX(rows_read) AS rows_read,
        MIN(rows_staged) AS rows_staged,
        MAX(rows_superseded) AS rows_superseded,
        MAX(rows_quarantined) AS rows_quarantined,
        MAX(rows_waiting) AS rows_waiting
    FROM audit.loads
    WHERE file_no >= 0
    GROUP BY
        run_id,
        dataset,
        file,
        fingerprint
),

counts AS (
    SELECT
        run_id,
        SUM(rows_read) AS rows_read,
        SUM(rows_staged) AS rows_staged,
        SUM(rows_superseded) AS rows_superseded,
        SUM(rows_quarantined) AS rows_quarantined,
        SUM(rows_waiting) AS rows_waiting
    FROM files
    GROUP BY run_id
),

changes AS (
    SELECT
        run_id,
        SUM(rows_inserted) AS rows_inserted,
        SUM(rows_updated) AS rows_updated
    FROM audit.loads
    GROUP BY run_id
)

SELECT
    runs.run_id, -- Airflow's id of the run
    runs.started_at, -- when its first step began
    runs.finished_at, -- when its last step ended; a step that was repeated later counts
    -- Seconds from the first step's start to the last step's end.
    CAST(
        EXTRACT(EPOCH FROM runs.finished_at) - EXTRACT(EPOCH FROM runs.started_at) AS DOUBLE PRECISION
    ) AS seconds,
    -- The gates' verdict: refused, or passed; null if there was nothing to validate, or a gate was not reached.
    CASE WHEN runs.refusals > 0 THEN 'refused' WHEN runs.passes > 0 THEN 'passed' END AS gate,
    runs.failed_step, -- a step whose last try failed; null if there is none
    CAST(COALESCE(counts.rows_read, 0) AS BIGINT) AS rows_read, -- rows of the files that it loaded
    CAST(COALESCE(counts.rows_staged, 0) AS BIGINT) AS rows_staged, -- good rows of these files
    -- Good rows of these files with a later row of the same key.
    CAST(COALESCE(counts.rows_superseded, 0) AS BIGINT) AS rows_superseded,
    CAST(COALESCE(counts.rows_quarantined, 0) AS BIGINT) AS rows_quarantined, -- unusable rows of these files
    -- Good rows of these files whose movie had not arrived.
    CAST(COALESCE(counts.rows_waiting, 0) AS BIGINT) AS rows_waiting,
    -- New rows of all published tables.
    CAST(COALESCE(changes.rows_inserted, 0) AS BIGINT) AS rows_inserted,
    -- Changed rows of all published tables.
    CAST(COALESCE(changes.rows_updated, 0) AS BIGINT) AS rows_updated
FROM runs
LEFT JOIN counts
    ON runs.run_id = counts.run_id
LEFT JOIN changes
    ON runs.run_id = changes.run_id;
