"""The rows that are not published: quarantined rows, which are unusable, and rows that wait for their movie."""
