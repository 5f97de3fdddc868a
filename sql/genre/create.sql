-- Dimension: one row per genre.
CREATE TABLE IF NOT EXISTS movies.genre (
    genre_id INTEGER NOT NULL, -- TMDB's id of the genre [movies_metadata.genres]
    genre_name TEXT NOT NULL, -- the name in the latest row that lists the genre [movies_metadata.genres]
    PRIMARY KEY (genre_id)
);
