"""The gate: Great Expectations validates staging before anything is published, and the warehouse afterwards."""
