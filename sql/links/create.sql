-- Which movie a MovieLens id means.
CREATE TABLE IF NOT EXISTS movies.links (
    movielens_id INTEGER NOT NULL, -- MovieLens's id of the movie [links.movieId]
    imdb_id TEXT, -- IMDb's id as MovieLens writes it, without "tt"; null if unknown [links.imdbId]
    movie_id INTEGER, -- TMDB's id; null if MovieLens knows none [links.tmdbId]
    PRIMARY KEY (movielens_id)
);
