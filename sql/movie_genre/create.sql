-- Bridge: which genres a movie has, one row per movie and genre.
CREATE TABLE IF NOT EXISTS movies.movie_genre (
    movie_id INTEGER NOT NULL, -- the movie, by TMDB's id [movies_metadata.id]
    genre_id INTEGER NOT NULL, -- the genre, by TMDB's id [movies_metadata.genres]
    PRIMARY KEY (movie_id, genre_id)
);
