-- Publish the staged movies: new ones are inserted, changed ones updated, the others left alone.
CREATE TEMPORARY TABLE changes AS
SELECT
    staged.movie_id,
    staged.imdb_id,
    staged.title,
    staged.original_title,
    staged.original_language,
    staged.status,
    staged.is_adult,
    staged.is_video,
    staged.release_date,
    staged.runtime_minutes,
    staged.budget,
    staged.revenue,
    staged.popularity,
    staged.vote_average,
    staged.vote_count,
    staged.tagline,
    staged.overview,
    staged.homepage,
    staged.file_no,
    CASE
        WHEN present.movie_id IS NULL THEN 'inserted'
        WHEN
            staged.imdb_id IS DISTINCT FROM present.imdb_id
            OR staged.title IS DISTINCT FROM present.title
            OR staged.original_title IS DISTINCT FROM present.original_title
            OR staged.original_language IS DISTINCT FROM present.original_language
            OR staged.status IS DISTINCT FROM present.status
            OR staged.is_adult IS DISTINCT FROM present.is_adult
            OR staged.is_video IS DISTINCT FROM present.is_video
            OR staged.release_date IS DISTINCT FROM present.release_date
            OR staged.runtime_minutes IS DISTINCT FROM present.runtime_minutes
            OR staged.budget IS DISTINCT FROM present.budget
            OR staged.revenue IS DISTINCT FROM present.revenue
            OR staged.popularity IS DISTINCT FROM present.popularity
            OR staged.vote_average IS DISTINCT FROM present.vote_average
            OR staged.vote_count IS DISTINCT FROM present.vote_count
            OR staged.tagline IS DISTINCT FROM present.tagline
            OR staged.overview IS DISTINCT FROM present.overview
            OR staged.homepage IS DISTINCT FROM present.homepage
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM staging.movies AS staged
LEFT JOIN movies.movies AS present
    ON staged.movie_id = present.movie_id;

UPDATE movies.movies
SET
    imdb_id = changes.imdb_id,
    title = changes.title,
    original_title = changes.original_title,
    original_language = changes.original_language,
    status = changes.status,
    is_adult = changes.is_adult,
    is_video = changes.is_video,
    release_date = changes.release_date,
    runtime_minutes = changes.runtime_minutes,
    budget = changes.budget,
    revenue = changes.revenue,
    popularity = changes.popularity,
    vote_average = changes.vote_average,
    vote_count = changes.vote_count,
    tagline = changes.tagline,
    overview = changes.overview,
    homepage = changes.homepage
FROM changes
WHERE
    movies.movies.movie_id = changes.movie_id
    AND changes.action = 'updated';

INSERT INTO movies.movies (
    movie_id,
    imdb_id,
    title,
    original_title,
    original_language,
    status,
    is_adult,
    is_video,
    release_date,
    runtime_minutes,
    budget,
    revenue,
    popularity,
    vote_average,
    vote_count,
    tagline,
    overview,
    homepage
)
SELECT
    movie_id,
    imdb_id,
    title,
    original_title,
    original_language,
    status,
    is_adult,
    is_video,
    release_date,
    runtime_minutes,
    budget,
    revenue,
    popularity,
    vote_average,
    vote_count,
    tagline,
    overview,
    homepage
FROM changes
WHERE action = 'inserted';
