-- Good rows whose movie is not in the warehouse yet. The upsert that finds their movie publishes them.

-- Ratings: millions may wait, so they are stored typed. waiting_since and file_no identify their load in audit.loads.
-- Each user and MovieLens id has at most one row in this table, waiting.superseded_ratings and movies.ratings together.
CREATE TABLE IF NOT EXISTS waiting.ratings (
    rated_at TIMESTAMPTZ NOT NULL,
    waiting_since TIMESTAMPTZ NOT NULL, -- published_at of the load
    user_id INTEGER NOT NULL,
    movielens_id INTEGER NOT NULL,
    rating REAL NOT NULL,
    file_no INTEGER NOT NULL -- -1 if the rating was published before and its link lost the movie
);

-- Ratings of users who rated the same movie under another MovieLens id and whose other rating is published. If a link
-- changes, they may be published after all.
CREATE TABLE IF NOT EXISTS waiting.superseded_ratings (
    rated_at TIMESTAMPTZ NOT NULL,
    user_id INTEGER NOT NULL,
    movielens_id INTEGER NOT NULL,
    rating REAL NOT NULL
);

-- Casts, one row per credit; a cast without members is one row with null ids. A movie has at most one waiting cast.
CREATE TABLE IF NOT EXISTS waiting.credits (
    file TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    file_no INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    waiting_since TIMESTAMPTZ NOT NULL,
    movie_id INTEGER NOT NULL,
    credit_id TEXT,
    person_id INTEGER,
    character_name TEXT,
    billing INTEGER
);
