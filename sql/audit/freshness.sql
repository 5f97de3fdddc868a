-- How old the rows of each published table are, as of the query. A table that was never published has no row.
CREATE OR REPLACE VIEW audit.freshness AS
SELECT
    loads.table_name, -- the table of the schema movies
    MAX(loads.published_at) AS published_at, -- when its last upsert was committed
    -- When an upsert last inserted, updated or removed rows; null if none ever did.
    MAX(CASE WHEN loads.rows_inserted + loads.rows_updated > 0 THEN loads.published_at END) AS changed_at,
    MAX(CASE WHEN loads.file_no >= 0 THEN loads.staged_at END) AS delivered_at, -- when its newest file was staged
    -- Seconds since its newest file was staged.
    EXTRACT(EPOCH FROM CURRENT_TIMESTAMP)
    - EXTRACT(EPOCH FROM MAX(CASE WHEN loads.file_no >= 0 THEN loads.staged_at END)) AS age_seconds
FROM audit.loads AS loads
WHERE loads.published_at IS NOT NULL
GROUP BY loads.table_name;
