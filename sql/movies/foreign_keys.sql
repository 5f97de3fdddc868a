-- Declared for tools that join tables by it; the gate checks it, so the server need not.
ALTER TABLE movies.movies
ADD CONSTRAINT movies_date FOREIGN KEY (release_date) REFERENCES movies.date (release_date) NOT ENFORCED;
