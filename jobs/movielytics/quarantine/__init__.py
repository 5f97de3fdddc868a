"""The rows that are not published: quarantined ones, which are unusable, and those that wait for their movie."""
