"""How the DAG's tasks run: one module per runtime, and the alert for a task that fails."""
