-- Delete the steps of runs before the retention. The views audit.run_history and audit.freshness do not go back further.
DELETE FROM audit.steps
WHERE finished_at < (SELECT retention.starts_at FROM retention);
