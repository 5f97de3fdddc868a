-- Dimension: one row per person in a cast.
CREATE TABLE IF NOT EXISTS movies.person (
    person_id INTEGER NOT NULL, -- the TMDB id
    person_name TEXT NOT NULL,
    gender INTEGER, -- as TMDB codes it: 0 unknown, 1 female, 2 male, 3 non-binary
    PRIMARY KEY (person_id)
);
