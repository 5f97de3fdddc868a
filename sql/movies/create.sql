-- Fact: one row per movie.
CREATE TABLE IF NOT EXISTS movies.movies (
    movie_id INTEGER NOT NULL, -- the TMDB id
    imdb_id TEXT,
    title TEXT NOT NULL,
    original_title TEXT,
    original_language TEXT,
    status TEXT,
    is_adult BOOLEAN,
    is_video BOOLEAN,
    release_date DATE,
    runtime_minutes DOUBLE PRECISION,
    budget BIGINT, -- US dollars of the time; 0 if unknown
    revenue BIGINT, -- US dollars of the time; 0 if unknown
    popularity DOUBLE PRECISION,
    vote_average DOUBLE PRECISION, -- 0 to 10
    vote_count INTEGER,
    tagline TEXT,
    overview TEXT,
    homepage TEXT,
    PRIMARY KEY (movie_id)
);
