-- The rejected rows that are still open: an entry closes as soon as a newer delivery of its file is staged.
-- A delivery that the gate refused counts: its rows are the ones to correct. Entries without a staged load, such as
-- those of a load in progress or of one that failed, are not open.
CREATE OR REPLACE VIEW quarantine.rows AS
SELECT
    rejected.dataset,
    rejected.file,
    rejected.fingerprint,
    rejected.run_id,
    rejected.first_line,
    rejected.line_count,
    rejected.code,
    rejected.column_name,
    rejected.detail,
    rejected.raw,
    rejected.quarantined_at
FROM quarantine.rejected_rows AS rejected
INNER JOIN (
    -- One load per table of a dataset: together they are one delivery. If two deliveries have the same moment, one
    -- still wins.
    SELECT
        dataset,
        file,
        fingerprint,
        run_id,
        ROW_NUMBER() OVER (
            PARTITION BY dataset, file
            ORDER BY MAX(staged_at) DESC, run_id DESC, fingerprint DESC
        ) AS age
    FROM audit.loads
    WHERE staged_at IS NOT NULL
    GROUP BY
        dataset,
        file,
        fingerprint,
        run_id
) AS deliveries
    ON
        rejected.dataset = deliveries.dataset
        AND rejected.file = deliveries.file
        AND rejected.fingerprint = deliveries.fingerprint
        AND rejected.run_id = deliveries.run_id
WHERE deliveries.age = 1;
