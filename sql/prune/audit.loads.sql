-- Delete what runs before the retention did with files, except what later runs and readers need. Each table keeps the
-- last staged and the last published delivery of each file, however old they are. The staged one decides which files
-- are skipped and which rows the quarantine shows. The report, a reload and the comparison of columns read the
-- published one. It also keeps the last published delivery with each header, because no later file may lack a column
-- that an earlier one had. Deliveries of ratings that still wait for their movie stay, too.
CREATE TEMPORARY TABLE outdated_loads AS
SELECT
    ranked.run_id,
    ranked.table_name,
    ranked.file,
    ranked.fingerprint
FROM (
    SELECT
        run_id,
        table_name,
        file,
        fingerprint,
        file_no,
        started_at,
        published_at,
        -- In the same order as the view quarantine.rows.
        ROW_NUMBER() OVER (
            PARTITION BY table_name, file
            ORDER BY staged_at DESC NULLS LAST, run_id DESC, fingerprint DESC
        ) AS staged_age,
        ROW_NUMBER() OVER (
            PARTITION BY table_name, file
            ORDER BY published_at DESC NULLS LAST, run_id DESC, fingerprint DESC
        ) AS published_age,
        ROW_NUMBER() OVER (
            PARTITION BY table_name, header
            ORDER BY published_at DESC NULLS LAST, run_id DESC, fingerprint DESC
        ) AS header_age
    FROM audit.loads
) AS ranked
LEFT JOIN (
    SELECT DISTINCT
        waiting_since,
        file_no
    FROM waiting.ratings
) AS waiting
    ON
        ranked.table_name = 'ratings'
        AND ranked.published_at = waiting.waiting_since
        AND ranked.file_no = waiting.file_no
WHERE
    ranked.started_at < (SELECT retention.starts_at FROM retention)
    AND ranked.staged_age > 1
    AND (ranked.published_at IS NULL OR (ranked.published_age > 1 AND ranked.header_age > 1))
    AND waiting.file_no IS NULL;

DELETE FROM audit.loads
USING outdated_loads
WHERE
    loads.run_id = outdated_loads.run_id
    AND loads.table_name = outdated_loads.table_name
    AND loads.file = outdated_loads.file
    AND loads.fingerprint = outdated_loads.fingerprint;
