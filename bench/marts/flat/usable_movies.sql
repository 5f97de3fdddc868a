-- The usable movies, the last delivered row of each. A row is unusable if a number is text, a date is not yyyy-mm-dd or
-- a literal breaks off.
usable_movies AS (
    SELECT DISTINCT ON (CAST(id AS INTEGER))
        CAST(id AS INTEGER) AS movie_id,
        title,
        CAST(release_date AS DATE) AS release_date,
        CAST(revenue AS BIGINT) AS revenue,
        genres
    FROM flat.movies_metadata
    WHERE
        id ~ '^\d+$'
        AND (budget IS NULL OR budget ~ '^\d+$')
        AND revenue ~ '^\d+$'
        AND (release_date IS NULL OR release_date ~ '^\d{4}-\d{2}-\d{2}$')
        AND (genres IS NULL OR genres ~ '\]$')
    ORDER BY
        CAST(id AS INTEGER),
        ctid DESC
)
