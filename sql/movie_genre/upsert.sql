-- Publish which genres the delivered movies have. Their genres are replaced as a whole; other movies keep theirs.
CREATE TEMPORARY TABLE changes AS
SELECT
    staged.movie_id,
    staged.genre_id,
    staged.file_no,
    CASE
        WHEN present.movie_id IS NULL THEN 'inserted'
        ELSE 'unchanged'
    END AS action
FROM staging.movie_genre AS staged
LEFT JOIN movies.movie_genre AS present
    ON
        staged.movie_id = present.movie_id
        AND staged.genre_id = present.genre_id
WHERE staged.genre_id IS NOT NULL -- null: the movie was delivered and has no genre
UNION ALL
SELECT
    present.movie_id,
    present.genre_id,
    delivered.file_no,
    'removed' AS action
FROM (
    SELECT
        movie_id,
        MAX(file_no) AS file_no
    FROM staging.movie_genre
    GROUP BY movie_id
) AS delivered
INNER JOIN movies.movie_genre AS present
    ON delivered.movie_id = present.movie_id
LEFT JOIN staging.movie_genre AS staged
    ON
        present.movie_id = staged.movie_id
        AND present.genre_id = staged.genre_id
WHERE staged.movie_id IS NULL;

DELETE FROM movies.movie_genre
USING changes
WHERE
    movies.movie_genre.movie_id = changes.movie_id
    AND movies.movie_genre.genre_id = changes.genre_id
    AND changes.action = 'removed';

INSERT INTO movies.movie_genre (
    movie_id,
    genre_id
)
SELECT
    movie_id,
    genre_id
FROM changes
WHERE action = 'inserted';
