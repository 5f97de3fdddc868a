-- Rows that could not be loaded, with why. Nothing that was delivered is lost.
CREATE TABLE IF NOT EXISTS quarantine.rows (
    dataset TEXT NOT NULL,
    file TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    file_no INTEGER NOT NULL,
    row_position BIGINT NOT NULL, -- grows through the file; in a file that is read in one piece, the number of the data row
    reason TEXT NOT NULL,
    raw TEXT NOT NULL, -- as delivered where it did not fit the columns, else its declared columns as CSV
    waiting_for BIGINT, -- of a row that is whole: the MovieLens id whose movie has not arrived yet
    run_id TEXT NOT NULL,
    quarantined_at TIMESTAMPTZ NOT NULL
);

-- The casts of rows of dataset 'credits' that wait for their movie, a row a credit; null ids where a cast is empty.
CREATE TABLE IF NOT EXISTS quarantine.credits (
    file TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    movie_id INTEGER NOT NULL, -- waiting_for of the row that waits
    credit_id TEXT,
    person_id INTEGER,
    character_name TEXT,
    billing INTEGER
);
