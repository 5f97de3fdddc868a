-- Dimension: one row per day on which a movie was released.
CREATE TABLE IF NOT EXISTS movies.date (
    release_date DATE NOT NULL, -- the day [movies_metadata.release_date]
    day INTEGER NOT NULL, -- day of the month, 1 to 31 [movies_metadata.release_date]
    week INTEGER NOT NULL, -- week of ISO 8601, 1 to 53 [movies_metadata.release_date]
    month INTEGER NOT NULL, -- month of the year, 1 to 12 [movies_metadata.release_date]
    quarter INTEGER NOT NULL, -- quarter of the year, 1 to 4 [movies_metadata.release_date]
    year INTEGER NOT NULL, -- year of the Gregorian calendar [movies_metadata.release_date]
    PRIMARY KEY (release_date)
);
