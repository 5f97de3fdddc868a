"""What runs on this machine and in a cluster print alike: one line per finished task."""
