-- Publish the staged links: new ones are inserted, changed ones updated, the others left alone.
CREATE TEMPORARY TABLE changes AS
SELECT
    staged.movielens_id,
    staged.imdb_id,
    staged.movie_id,
    staged.file_no,
    CASE
        WHEN present.movielens_id IS NULL THEN 'inserted'
        WHEN
            staged.imdb_id IS DISTINCT FROM present.imdb_id
            OR staged.movie_id IS DISTINCT FROM present.movie_id
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM staging.links AS staged
LEFT JOIN movies.links AS present
    ON staged.movielens_id = present.movielens_id;

UPDATE movies.links
SET
    imdb_id = changes.imdb_id,
    movie_id = changes.movie_id
FROM changes
WHERE
    movies.links.movielens_id = changes.movielens_id
    AND changes.action = 'updated';

INSERT INTO movies.links (
    movielens_id,
    imdb_id,
    movie_id
)
SELECT
    movielens_id,
    imdb_id,
    movie_id
FROM changes
WHERE action = 'inserted';
