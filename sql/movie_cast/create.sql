-- Bridge: who plays in a movie, one row per credit.
CREATE TABLE IF NOT EXISTS movies.movie_cast (
    credit_id TEXT NOT NULL, -- TMDB's id of the credit [credits.cast]
    movie_id INTEGER NOT NULL, -- the movie, by TMDB's id [credits.id]
    person_id INTEGER NOT NULL, -- the person, by TMDB's id [credits.cast]
    character_name TEXT, -- the role; null if unknown [credits.cast]
    billing INTEGER, -- place in the cast, 0 for the first name; null if unknown [credits.cast]
    PRIMARY KEY (movie_id, credit_id)
);
