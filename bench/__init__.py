"""``make bench``: times and memory of the pipeline, against the physical floor, other ways to load, and flat tables.

A separate program, neither installed nor a test, because it may take an hour and gigabytes. It uses the pipeline only
through its public interfaces: steps, settings, command line and hashes.
"""
