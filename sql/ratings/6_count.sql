-- Count what is not in changes: per file, and the ratings of earlier deliveries that were decided again.
INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    NULL AS file_no,
    'released' AS action,
    COUNT(*) AS row_count
FROM changes
WHERE
    origin <> 'delivered'
    AND action <> 'kept';

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    file_no,
    action,
    COUNT(*) AS row_count
FROM staging.delivered_ratings
WHERE action <> 'competing' -- those are in changes
GROUP BY
    file_no,
    action;

-- All other staged ratings were inserted by a first load, or are unchanged.
INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    loads.file_no,
    CASE
        WHEN this_run.is_first THEN 'inserted'
        ELSE 'unchanged'
    END AS action,
    loads.rows_staged - COALESCE(looked_at.row_count, 0) AS row_count
FROM audit.loads AS loads
INNER JOIN loaded_files
    ON loads.file_no = loaded_files.file_no
CROSS JOIN this_run
LEFT JOIN (
    SELECT
        file_no,
        COUNT(*) AS row_count
    FROM staging.delivered_ratings
    GROUP BY file_no
) AS looked_at
    ON loads.file_no = looked_at.file_no
WHERE
    loads.run_id = this_run.run_id
    AND loads.table_name = this_run.table_name
    AND loads.published_at IS NULL;
