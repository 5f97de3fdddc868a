"""The ways to load."""
