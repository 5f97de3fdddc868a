"""The business questions, asked of the star schema and of flat tables that hold the delivered files."""
