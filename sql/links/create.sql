-- Which movie a MovieLens id means.
CREATE TABLE IF NOT EXISTS movies.links (
    movielens_id INTEGER NOT NULL,
    imdb_id TEXT,
    movie_id INTEGER, -- the TMDB id; null where MovieLens knows none
    PRIMARY KEY (movielens_id)
);
