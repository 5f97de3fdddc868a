-- Dimension: one row per day on which a movie was released.
CREATE TABLE IF NOT EXISTS movies.date (
    release_date DATE NOT NULL,
    day INTEGER NOT NULL,
    week INTEGER NOT NULL, -- week of ISO 8601
    month INTEGER NOT NULL,
    quarter INTEGER NOT NULL,
    year INTEGER NOT NULL,
    PRIMARY KEY (release_date)
);
