-- Bridge: which genres a movie has.
CREATE TABLE IF NOT EXISTS movies.movie_genre (
    movie_id INTEGER NOT NULL,
    genre_id INTEGER NOT NULL,
    PRIMARY KEY (movie_id, genre_id)
);
