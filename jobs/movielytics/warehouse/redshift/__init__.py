"""The engine Amazon Redshift: its SQL, rendered from PostgreSQL's, and its sessions."""
