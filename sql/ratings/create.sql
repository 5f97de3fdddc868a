-- Fact: a user's rating of a movie.
-- A user may have rated two MovieLens ids that mean the same movie. The rating with the latest time is published (then
-- the one with the largest MovieLens id), in whatever order they were delivered; waiting.superseded_ratings keeps the
-- others.
CREATE TABLE IF NOT EXISTS movies.ratings (
    user_id INTEGER NOT NULL,
    movie_id INTEGER NOT NULL, -- the TMDB id
    movielens_id INTEGER NOT NULL, -- the id that the user rated: if its link changes, the rating moves to another movie
    rating REAL NOT NULL, -- 0.5 to 5.0 in halves, which are exact as binary fractions
    rated_at TIMESTAMPTZ NOT NULL, -- in UTC
    PRIMARY KEY (user_id, movie_id)
);

-- A rating as delivered: the upsert finds the movie of the MovieLens id. Wide columns come first, which avoids padding.
CREATE TABLE IF NOT EXISTS staging.ratings (
    row_position BIGINT,
    rated_at TIMESTAMPTZ,
    user_id INTEGER,
    movielens_id INTEGER,
    rating REAL,
    file_no INTEGER
);

-- The movie of each MovieLens id, if it is in the warehouse, as of the last upsert of ratings: movies.ratings follows
-- it. Not a temporary table: PostgreSQL scans those with one process only.
CREATE TABLE IF NOT EXISTS staging.rated_movies (
    movielens_id INTEGER NOT NULL,
    movie_id INTEGER NOT NULL,
    is_shared BOOLEAN NOT NULL, -- whether other MovieLens ids mean the same movie
    PRIMARY KEY (movielens_id)
);

-- The totals of each movie's ratings: marts read these few rows. An upsert that changes ratings computes them again.
CREATE TABLE IF NOT EXISTS marts.rating_totals (
    movie_id INTEGER NOT NULL,
    ratings BIGINT NOT NULL, -- how many
    rating_sum DOUBLE PRECISION NOT NULL, -- a sum of halves, which is exact
    PRIMARY KEY (movie_id)
);
