-- Fact: what a user gave a movie.
CREATE TABLE IF NOT EXISTS movies.ratings (
    user_id INTEGER NOT NULL,
    movie_id INTEGER NOT NULL, -- the TMDB id
    rating NUMERIC(2, 1) NOT NULL, -- 0.5 to 5.0 in halves
    rated_at TIMESTAMPTZ NOT NULL, -- in UTC
    PRIMARY KEY (user_id, movie_id)
);

-- A rating as delivered: MovieLens's own id of the movie, which the upsert resolves.
CREATE TABLE IF NOT EXISTS staging.ratings (
    user_id INTEGER,
    movielens_id INTEGER,
    rating NUMERIC(2, 1),
    rated_at TIMESTAMPTZ,
    file_no INTEGER,
    row_position BIGINT
);
