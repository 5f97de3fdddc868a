-- Dimension: one row per person in a cast. Name and gender are those of the latest row that lists the person.
CREATE TABLE IF NOT EXISTS movies.person (
    person_id INTEGER NOT NULL, -- TMDB's id of the person [credits.cast]
    person_name TEXT NOT NULL, -- the name [credits.cast]
    gender INTEGER, -- TMDB's code: 0 unknown, 1 female, 2 male, 3 non-binary; null if missing [credits.cast]
    PRIMARY KEY (person_id)
);
