"""``make bench``: the pipeline's times and memory beside the physical floor, other ways to load, and flat tables.

A program of its own, neither part of what is installed nor a test: it may take an hour and gigabytes. It uses the pipeline
through what everybody can use: its steps, its settings, its command line, its hashes.
"""
