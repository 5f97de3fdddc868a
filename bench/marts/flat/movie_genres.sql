-- The genres of each movie, extracted from the text of a Python list of dicts.
movie_genres AS (
    SELECT DISTINCT
        usable_movies.movie_id,
        CAST(entry.parts[1] AS INTEGER) AS genre_id,
        REPLACE(COALESCE(entry.parts[2], entry.parts[3]), '\', '') AS genre_name
    FROM usable_movies
    CROSS JOIN LATERAL REGEXP_MATCHES(
        usable_movies.genres,
        '''id'': (\d+), ''name'': (?:''((?:[^''\\]|\\.)*)''|"((?:[^"\\]|\\.)*)")',
        'g'
    ) AS entry (parts)
)
