-- Fact: what a user gave a movie. Partitioned, so that a first load fills a table of its own and attaches it; the ratings of
-- an older warehouse are not, and take new rows one by one.
CREATE TABLE IF NOT EXISTS movies.ratings (
    user_id INTEGER NOT NULL,
    movie_id INTEGER NOT NULL, -- the TMDB id
    rating REAL NOT NULL, -- 0.5 to 5.0 in halves, which are exact as binary fractions
    rated_at TIMESTAMPTZ NOT NULL, -- in UTC
    PRIMARY KEY (user_id, movie_id)
) PARTITION BY RANGE (user_id);

-- A rating as delivered: MovieLens's own id of the movie, which the upsert resolves. Wide columns first: no padding.
CREATE TABLE IF NOT EXISTS staging.ratings (
    row_position BIGINT,
    rated_at TIMESTAMPTZ,
    user_id INTEGER,
    movielens_id INTEGER,
    rating REAL,
    file_no INTEGER
);

-- What the bulk load put into it, added up while it had the ratings in hand: a row a part and MovieLens id. Rows that came
-- another way are not in it, nor is what was taken out again. Redshift's stays empty: COPY loads what was not added up.
CREATE TABLE IF NOT EXISTS staging.ratings_added_up (
    movielens_id INTEGER,
    ratings BIGINT,
    stars DOUBLE PRECISION
);

-- The way from MovieLens's ids to the movies that are there, as the last upsert found it. Not a temporary table: those
-- keep PostgreSQL from using more than one process.
CREATE TABLE IF NOT EXISTS staging.rated_movies (
    movielens_id INTEGER NOT NULL,
    movie_id INTEGER NOT NULL,
    is_shared BOOLEAN NOT NULL, -- whether other MovieLens ids mean the same movie
    PRIMARY KEY (movielens_id)
);

-- The ratings of each movie, added up: marts read these few rows, and every upsert of ratings adds what it changes.
CREATE TABLE IF NOT EXISTS marts.rating_totals (
    movie_id INTEGER NOT NULL,
    ratings BIGINT NOT NULL,
    stars DOUBLE PRECISION NOT NULL, -- sum of halves, exact
    PRIMARY KEY (movie_id)
);

-- A warehouse whose ratings are older than this table.
INSERT INTO marts.rating_totals (
    movie_id,
    ratings,
    stars
)
SELECT
    movie_id,
    COUNT(*) AS ratings,
    SUM(CAST(rating AS DOUBLE PRECISION)) AS stars
FROM movies.ratings
WHERE NOT EXISTS (SELECT 1 FROM marts.rating_totals)
GROUP BY movie_id;
