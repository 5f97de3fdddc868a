-- Delete the checks of the warehouse before the retention, except the last one: it decides whether to check again.
DELETE FROM audit.checks
WHERE
    checked_at < (SELECT retention.starts_at FROM retention)
    AND checked_at < (SELECT MAX(checks.checked_at) FROM audit.checks);
