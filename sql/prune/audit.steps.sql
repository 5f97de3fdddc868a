-- Delete the steps of runs before the retention: audit.run_history does not go back further.
DELETE FROM audit.steps
WHERE finished_at < (SELECT retention.starts_at FROM retention);
