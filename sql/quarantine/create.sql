-- Rows that could not be loaded, with why, and casts that wait. Nothing that was delivered is lost: the view quarantine.rows
-- shows all of it.
CREATE TABLE IF NOT EXISTS quarantine.raw_rows (
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

-- Ratings that wait for their movie: millions may, so that they are kept as ratings and not as text. When they were published
-- and the file's number are those of their load in audit.loads, which knows the rest.
CREATE TABLE IF NOT EXISTS quarantine.ratings (
    row_position BIGINT NOT NULL,
    rated_at TIMESTAMPTZ NOT NULL,
    quarantined_at TIMESTAMPTZ NOT NULL, -- published_at of the load
    user_id INTEGER NOT NULL,
    movielens_id INTEGER NOT NULL,
    rating REAL NOT NULL,
    file_no INTEGER NOT NULL
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

-- A warehouse in which ratings waited as text.
INSERT INTO quarantine.ratings (
    row_position,
    rated_at,
    quarantined_at,
    user_id,
    movielens_id,
    rating,
    file_no
)
SELECT
    row_position,
    TIMESTAMPTZ 'epoch' + CAST(SPLIT_PART(raw, ',', 4) AS BIGINT) * INTERVAL '1 second' AS rated_at,
    quarantined_at,
    CAST(SPLIT_PART(raw, ',', 1) AS INTEGER) AS user_id,
    waiting_for AS movielens_id,
    CAST(SPLIT_PART(raw, ',', 3) AS REAL) AS rating,
    file_no
FROM quarantine.raw_rows
WHERE
    dataset = 'ratings'
    AND waiting_for IS NOT NULL;

DELETE FROM quarantine.raw_rows
WHERE
    dataset = 'ratings'
    AND waiting_for IS NOT NULL;
