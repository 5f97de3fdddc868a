-- Fact: a user's rating of a movie, one row per user and movie.
-- A user may have rated two MovieLens ids that mean the same movie. The rating with the latest time is published (then
-- the one with the largest MovieLens id), in whatever order they were delivered; waiting.superseded_ratings keeps the
-- others.
CREATE TABLE IF NOT EXISTS movies.ratings (
    user_id INTEGER NOT NULL, -- MovieLens's id of the user [ratings.userId]
    movie_id INTEGER NOT NULL, -- the movie, by TMDB's id [links.tmdbId]
    -- The MovieLens id that the user rated. If its link changes, the rating moves to another movie. [ratings.movieId]
    movielens_id INTEGER NOT NULL,
    rating REAL NOT NULL, -- stars, 0.5 to 5.0 in halves, which are exact as binary fractions [ratings.rating]
    rated_at TIMESTAMPTZ NOT NULL, -- when the user rated, in UTC [ratings.timestamp]
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
    movie_id INTEGER NOT NULL, -- the movie, by TMDB's id [movies.ratings.movie_id]
    ratings BIGINT NOT NULL, -- number of ratings [movies.ratings]
    rating_sum DOUBLE PRECISION NOT NULL, -- sum of the stars; a sum of halves is exact [movies.ratings.rating]
    PRIMARY KEY (movie_id)
);
