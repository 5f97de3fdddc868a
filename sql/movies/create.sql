-- Fact: one row per movie.
CREATE TABLE IF NOT EXISTS movies.movies (
    movie_id INTEGER NOT NULL, -- TMDB's id of the movie [movies_metadata.id]
    imdb_id TEXT, -- IMDb's id, such as tt0114709; null if unknown [movies_metadata.imdb_id]
    title TEXT NOT NULL, -- title in English [movies_metadata.title]
    original_title TEXT, -- title in the original language; null if unknown [movies_metadata.original_title]
    original_language TEXT, -- ISO 639-1 code, such as en; null if unknown [movies_metadata.original_language]
    status TEXT, -- stage of production, such as Released; null if unknown [movies_metadata.status]
    is_adult BOOLEAN, -- whether it is for adults only; null if unknown [movies_metadata.adult]
    is_video BOOLEAN, -- whether it was released as a video; null if unknown [movies_metadata.video]
    release_date DATE, -- day of the first release; null if unknown [movies_metadata.release_date]
    runtime_minutes DOUBLE PRECISION, -- minutes; null or 0 if unknown [movies_metadata.runtime]
    budget BIGINT, -- US dollars of the time; null or 0 if unknown [movies_metadata.budget]
    revenue BIGINT, -- worldwide box office, US dollars of the time; null or 0 if unknown [movies_metadata.revenue]
    popularity DOUBLE PRECISION, -- TMDB's measure, in points; null if unknown [movies_metadata.popularity]
    vote_average DOUBLE PRECISION, -- average of TMDB's votes, 0 to 10; null if unknown [movies_metadata.vote_average]
    vote_count INTEGER, -- number of TMDB's votes; null if unknown [movies_metadata.vote_count]
    tagline TEXT, -- advertising line; null if there is none [movies_metadata.tagline]
    overview TEXT, -- summary of the plot; null if there is none [movies_metadata.overview]
    homepage TEXT, -- address of the movie's page; null if there is none [movies_metadata.homepage]
    PRIMARY KEY (movie_id)
);
