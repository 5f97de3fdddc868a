-- Every row that could not be used, of every delivery: nothing that was delivered is lost. The view quarantine.rows
-- shows the rows of the latest delivery of each file.
CREATE TABLE IF NOT EXISTS quarantine.rejected_rows (
    dataset TEXT NOT NULL, -- the landing dataset, such as movies_metadata
    file TEXT NOT NULL, -- path relative to the landing zone
    fingerprint TEXT NOT NULL, -- SHA-256 of the file's content, or its ETag
    run_id TEXT NOT NULL, -- the run that rejected it
    first_line BIGINT NOT NULL, -- line of the file on which the row begins; the header is usually line 1
    line_count INTEGER NOT NULL, -- lines that the row counts as: more than 1 if a malformed record covers several
    code TEXT NOT NULL, -- kind of problem, see movielytics/reasons.py
    column_name TEXT, -- the column as the file names it; null if the row as a whole is malformed
    detail TEXT NOT NULL, -- what is wrong, for people
    raw TEXT NOT NULL, -- the row as delivered; characters that cannot be stored are escaped
    quarantined_at TIMESTAMPTZ NOT NULL -- when it was rejected
);
