-- The staged ratings that are inserted at once: no exceptions. A first load has fewer of those and goes by first.sql.
SELECT
    staged.user_id,
    rated_movies.movie_id,
    staged.rating,
    staged.rated_at
FROM staging.ratings AS staged
INNER JOIN staging.rated_movies AS rated_movies
    ON staged.movielens_id = rated_movies.movielens_id
LEFT JOIN staging.taken_ratings AS taken
    ON
        staged.file_no = taken.file_no
        AND staged.row_position = taken.row_position
WHERE
    (SELECT has_load FROM this_run)
    AND NOT rated_movies.is_shared
    AND taken.file_no IS NULL
