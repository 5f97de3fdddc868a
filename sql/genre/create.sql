-- Dimension: one row per genre.
CREATE TABLE IF NOT EXISTS movies.genre (
    genre_id INTEGER NOT NULL,
    genre_name TEXT NOT NULL,
    PRIMARY KEY (genre_id)
);
