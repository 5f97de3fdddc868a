"""The business questions over the star schema, and the same over the delivered files in flat tables."""
