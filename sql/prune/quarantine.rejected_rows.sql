-- Delete the rows that were rejected before the retention, once audit.loads no longer has their delivery. The open
-- entries, of the last staged delivery of each file, stay.
DELETE FROM quarantine.rejected_rows
WHERE
    quarantined_at < (SELECT retention.starts_at FROM retention)
    AND NOT EXISTS (
        SELECT 1
        FROM audit.loads
        WHERE
            loads.dataset = rejected_rows.dataset
            AND loads.file = rejected_rows.file
            AND loads.fingerprint = rejected_rows.fingerprint
    );
