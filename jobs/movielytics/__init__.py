"""Movielytics: raw movie files become a star schema."""
