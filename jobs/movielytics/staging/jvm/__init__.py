"""Spark's JVM: the launcher that starts it, and the archive of its classes, which saves loading them at each start."""
