-- Declared for tools that join tables by them; the gate checks them, so the server need not.
ALTER TABLE movies.movie_genre
ADD CONSTRAINT movie_genre_movie FOREIGN KEY (movie_id) REFERENCES movies.movies (movie_id) NOT ENFORCED;
ALTER TABLE movies.movie_genre
ADD CONSTRAINT movie_genre_genre FOREIGN KEY (genre_id) REFERENCES movies.genre (genre_id) NOT ENFORCED;
