-- Bridge: who plays in a movie, one row per credit.
CREATE TABLE IF NOT EXISTS movies.movie_cast (
    credit_id TEXT NOT NULL,
    movie_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    character_name TEXT,
    billing INTEGER, -- 0 is the first name of the cast
    PRIMARY KEY (movie_id, credit_id)
);
