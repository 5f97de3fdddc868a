-- Publish the staged genres: new ones are inserted, changed ones updated, the others left alone.
CREATE TEMPORARY TABLE changes AS
SELECT
    staged.genre_id,
    staged.genre_name,
    staged.file_no,
    CASE
        WHEN present.genre_id IS NULL THEN 'inserted'
        WHEN
            staged.genre_name IS DISTINCT FROM present.genre_name
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM staging.genre AS staged
LEFT JOIN movies.genre AS present
    ON staged.genre_id = present.genre_id;

UPDATE movies.genre
SET
    genre_name = changes.genre_name
FROM changes
WHERE
    movies.genre.genre_id = changes.genre_id
    AND changes.action = 'updated';

INSERT INTO movies.genre (
    genre_id,
    genre_name
)
SELECT
    genre_id,
    genre_name
FROM changes
WHERE action = 'inserted';
