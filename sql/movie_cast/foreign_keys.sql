-- Declared for tools that join tables by them; the gate checks them, so the server need not.
ALTER TABLE movies.movie_cast
ADD CONSTRAINT movie_cast_movie FOREIGN KEY (movie_id) REFERENCES movies.movies (movie_id) NOT ENFORCED;
ALTER TABLE movies.movie_cast
ADD CONSTRAINT movie_cast_person FOREIGN KEY (person_id) REFERENCES movies.person (person_id) NOT ENFORCED;
