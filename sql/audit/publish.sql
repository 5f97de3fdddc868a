-- Finish an upsert, in its transaction: count its outcome from changes and counted_at_once, write the counts to
-- audit.loads, and mark the loads as published.
CREATE TEMPORARY TABLE outcome AS
SELECT
    file_no,
    SUM(CASE WHEN action = 'inserted' THEN row_count ELSE 0 END) AS inserted,
    -- Removed: a genre or credit that the movie's latest delivery no longer has. It counts as an update.
    SUM(CASE WHEN action IN ('updated', 'removed') THEN row_count ELSE 0 END) AS updated,
    SUM(CASE WHEN action = 'unchanged' THEN row_count ELSE 0 END) AS unchanged,
    SUM(CASE WHEN action = 'superseded' THEN row_count ELSE 0 END) AS superseded,
    SUM(CASE WHEN action = 'waiting' THEN row_count ELSE 0 END) AS waiting,
    SUM(CASE WHEN action = 'released' THEN row_count ELSE 0 END) AS released,
    SUM(CASE WHEN action = 'replaced' THEN row_count ELSE 0 END) AS replaced
FROM (
    SELECT
        file_no,
        action,
        COUNT(*) AS row_count
    FROM changes
    GROUP BY
        file_no,
        action
    UNION ALL
    SELECT
        file_no,
        action,
        row_count
    FROM counted_at_once
) AS counted
GROUP BY file_no;

UPDATE audit.loads
SET
    rows_staged = loads.rows_staged - COALESCE(outcome.superseded, 0) - COALESCE(outcome.waiting, 0),
    rows_superseded = loads.rows_superseded + COALESCE(outcome.superseded, 0),
    rows_waiting = COALESCE(outcome.waiting, 0),
    rows_inserted = COALESCE(outcome.inserted, 0),
    rows_updated = COALESCE(outcome.updated, 0),
    rows_unchanged = COALESCE(outcome.unchanged, 0),
    published_at = this_run.published_at
FROM this_run
CROSS JOIN loaded_files
LEFT JOIN outcome
    ON loaded_files.file_no = outcome.file_no
WHERE
    loads.run_id = this_run.run_id
    AND loads.table_name = this_run.table_name
    AND loads.file = loaded_files.file
    AND loads.fingerprint = loaded_files.fingerprint
    AND loads.published_at IS NULL;

-- Rows that waited, and published rows whose movie changed, are counted under the pseudo file 'waiting'.
INSERT INTO audit.loads (
    run_id,
    table_name,
    dataset,
    file,
    file_no,
    fingerprint,
    schema_hash,
    header,
    rows_read,
    rows_staged,
    rows_superseded,
    rows_quarantined,
    rows_waiting,
    rows_inserted,
    rows_updated,
    rows_unchanged,
    started_at,
    staged_at,
    published_at
)
SELECT
    this_run.run_id,
    this_run.table_name,
    this_run.dataset,
    'waiting' AS file,
    -1 AS file_no,
    CAST(this_run.published_at AS TEXT) AS fingerprint,
    '' AS schema_hash,
    '[]' AS header,
    outcome.released + outcome.replaced AS rows_read,
    outcome.released - outcome.superseded - outcome.waiting AS rows_staged,
    outcome.superseded + outcome.replaced AS rows_superseded,
    0 AS rows_quarantined,
    outcome.waiting AS rows_waiting,
    outcome.inserted,
    outcome.updated,
    outcome.unchanged,
    this_run.published_at AS started_at,
    this_run.published_at AS staged_at,
    this_run.published_at
FROM outcome
CROSS JOIN this_run
WHERE
    outcome.file_no IS NULL
    AND outcome.released + outcome.replaced > 0;
