"""The gate: Great Expectations judges staging before anything is published, and the warehouse afterwards."""
