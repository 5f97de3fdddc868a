"""How the DAG's tasks run: one module for each runtime, and the alert when one fails."""
