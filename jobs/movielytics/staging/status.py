"""The three ends of a delivered row."""

STAGED, SUPERSEDED, QUARANTINED = "staged", "superseded", "quarantined"
