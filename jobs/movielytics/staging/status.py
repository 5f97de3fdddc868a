"""The three statuses of a delivered row."""

STAGED, SUPERSEDED, QUARANTINED = "staged", "superseded", "quarantined"
