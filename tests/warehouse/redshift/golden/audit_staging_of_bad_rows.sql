SELECT
    movie_cast.movie_id,
    movie_cast.credit_id,
    movie_cast.person_id
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS movie_cast
LEFT JOIN staging.person AS staged
    ON movie_cast.person_id = staged.person_id
LEFT JOIN movies.person AS published
    ON movie_cast.person_id = published.person_id
WHERE
    movie_cast.person_id IS NOT NULL
    AND staged.person_id IS NULL
    AND published.person_id IS NULL;

SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS movie_genre
LEFT JOIN staging.genre AS staged
    ON movie_genre.genre_id = staged.genre_id
LEFT JOIN movies.genre AS published
    ON movie_genre.genre_id = published.genre_id
WHERE
    movie_genre.genre_id IS NOT NULL
    AND staged.genre_id IS NULL
    AND published.genre_id IS NULL;

SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS movie_genre
LEFT JOIN staging.movies AS staged
    ON movie_genre.movie_id = staged.movie_id
LEFT JOIN movies.movies AS published
    ON movie_genre.movie_id = published.movie_id
WHERE
    movie_genre.movie_id IS NOT NULL
    AND staged.movie_id IS NULL
    AND published.movie_id IS NULL;

SELECT
    movie_id,
    COUNT(*) AS rows_of_movie
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect
GROUP BY movie_id
HAVING
    COUNT(*) > COUNT(credit_id)
    AND COUNT(credit_id) > 0;

SELECT
    movie_id,
    COUNT(*) AS rows_of_movie
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect
GROUP BY movie_id
HAVING
    COUNT(*) > COUNT(genre_id)
    AND COUNT(genre_id) > 0;

SELECT
    movie_id,
    credit_id,
    COUNT(*) AS times
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect
GROUP BY
    movie_id,
    credit_id
HAVING COUNT(*) > 1;

SELECT
    movie_id,
    credit_id,
    person_id
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect
WHERE (credit_id IS NULL) <> (person_id IS NULL);

SELECT
    movie_id,
    genre_id,
    COUNT(*) AS times
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect
GROUP BY
    movie_id,
    genre_id
HAVING COUNT(*) > 1;

SELECT
    movies.movie_id,
    movies.release_date
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS movies
LEFT JOIN staging.date AS staged
    ON movies.release_date = staged.release_date
LEFT JOIN movies.date AS published
    ON movies.release_date = published.release_date
WHERE
    movies.release_date IS NOT NULL
    AND staged.release_date IS NULL
    AND published.release_date IS NULL;

SELECT
    problem,
    COUNT(*) OVER (PARTITION BY problem) AS rows_with_it,
    user_id,
    movielens_id,
    rating,
    rated_at
FROM (
    SELECT
        CASE
            WHEN user_id IS NULL OR user_id < 1 THEN 'user_id is missing or below 1'
            WHEN movielens_id IS NULL OR movielens_id < 1 THEN 'movielens_id is missing or below 1'
            WHEN rating IS NULL OR rating NOT IN (4.0, 3.0, 5.0, 3.5, 4.5, 2.0, 2.5, 1.0, 1.5, 0.5)
                THEN 'rating is missing or not 0.5 to 5 stars in halves'
            ELSE 'rated_at is missing, before 1990 or after today'
        END AS problem,
        user_id,
        movielens_id,
        rating,
        rated_at
    FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS subselect
    WHERE
        CASE
            WHEN
                user_id >= 1
                AND movielens_id >= 1
                AND rating IN (4.0, 3.0, 5.0, 3.5, 4.5, 2.0, 2.5, 1.0, 1.5, 0.5)
                AND rated_at >= CAST('1990-01-01 00:00:00+00' AS TIMESTAMPTZ)
                AND rated_at <= (SELECT CAST(CURRENT_DATE + 1 AS TIMESTAMPTZ))
                THEN 0
            ELSE 1
        END = 1
) AS unusable
ORDER BY
    ROW_NUMBER() OVER (PARTITION BY problem ORDER BY user_id, movielens_id),
    problem;

SELECT
    release_date,
    day,
    week,
    month,
    quarter,
    year
FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect
WHERE
    release_date IS NOT NULL
    AND NOT COALESCE(
        day = EXTRACT(DAY FROM release_date)
        AND week = EXTRACT(WEEK FROM release_date)
        AND month = EXTRACT(MONTH FROM release_date)
        AND quarter = EXTRACT(QUARTER FROM release_date)
        AND year = EXTRACT(YEAR FROM release_date),
        FALSE
    );

SELECT
  dataset,
  earlier
FROM (
  SELECT
    dataset,
    run_id,
    LAG(run_id) OVER (PARTITION BY dataset ORDER BY MAX(staged_at), run_id) AS earlier
  FROM audit.loads
  WHERE
    staged_at IS NOT NULL
    AND (
      published_at IS NOT NULL OR run_id = %s
    )
    AND file_no >= 0
  GROUP BY
    dataset,
    run_id
) AS deliveries
WHERE
  run_id = %s AND earlier IS NOT NULL
ORDER BY
  dataset;

SELECT
  header,
  rows_read
FROM (
  SELECT
    file_no,
    file,
    fingerprint,
    header,
    rows_read
  FROM (
    SELECT
      loads.*,
      ROW_NUMBER() OVER (PARTITION BY file ORDER BY staged_at DESC, fingerprint DESC) AS age
    FROM audit.loads AS loads
    WHERE
      run_id = %s
      AND dataset = %s
      AND staged_at IS NOT NULL
      AND file_no >= 0
  ) AS staged
  WHERE
    age = 1
) AS files
ORDER BY
  file_no,
  file;

SELECT
  rejected.column_name,
  SUM(rejected.line_count) AS row_count
FROM quarantine.rejected_rows AS rejected
INNER JOIN (
  SELECT
    file_no,
    file,
    fingerprint,
    header,
    rows_read
  FROM (
    SELECT
      loads.*,
      ROW_NUMBER() OVER (PARTITION BY file ORDER BY staged_at DESC, fingerprint DESC) AS age
    FROM audit.loads AS loads
    WHERE
      run_id = %s
      AND dataset = %s
      AND staged_at IS NOT NULL
      AND file_no >= 0
  ) AS staged
  WHERE
    age = 1
) AS files
  ON rejected.file = files.file AND rejected.fingerprint = files.fingerprint
WHERE
  rejected.dataset = %s
  AND rejected.column_name IS NOT NULL
  AND NOT rejected.code IN ('no_value_published')
GROUP BY
  rejected.column_name;

SELECT COUNT(*) AS movies_delivered
FROM staging.movie_cast
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.person 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100;

SELECT COUNT(*) AS movies_delivered
FROM staging.movie_genre
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.genre 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100;

SELECT COUNT(*) AS movies_delivered
FROM staging.movies
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100;

SELECT budget AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %s;

SELECT column_values_unique_source.genre_id, column_values_unique_source.genre_id AS genre_id__1 
FROM (SELECT genre_id, genre_name, file_no 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT genre_id 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NOT NULL GROUP BY genre_id 
HAVING count(*) >= %s) AS column_values_unique_dup_keys ON column_values_unique_source.genre_id = column_values_unique_dup_keys.genre_id 
 LIMIT %s;

SELECT column_values_unique_source.month, column_values_unique_source.month AS month__1 
FROM (SELECT month, price_index, file_no 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT month 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL GROUP BY month 
HAVING count(*) >= %s) AS column_values_unique_dup_keys ON column_values_unique_source.month = column_values_unique_dup_keys.month 
 LIMIT %s;

SELECT column_values_unique_source.movie_id, column_values_unique_source.movie_id AS movie_id__1 
FROM (SELECT movie_id, imdb_id, title, original_title, original_language, status, is_adult, is_video, release_date, runtime_minutes, budget, revenue, popularity, vote_average, vote_count, tagline, overview, homepage, file_no 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT movie_id 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL GROUP BY movie_id 
HAVING count(*) >= %s) AS column_values_unique_dup_keys ON column_values_unique_source.movie_id = column_values_unique_dup_keys.movie_id 
 LIMIT %s;

SELECT column_values_unique_source.movielens_id, column_values_unique_source.movielens_id AS movielens_id__1 
FROM (SELECT movielens_id, imdb_id, movie_id, file_no 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT movielens_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL GROUP BY movielens_id 
HAVING count(*) >= %s) AS column_values_unique_dup_keys ON column_values_unique_source.movielens_id = column_values_unique_dup_keys.movielens_id 
 LIMIT %s;

SELECT column_values_unique_source.person_id, column_values_unique_source.person_id AS person_id__1 
FROM (SELECT person_id, person_name, gender, file_no 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT person_id 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NOT NULL GROUP BY person_id 
HAVING count(*) >= %s) AS column_values_unique_dup_keys ON column_values_unique_source.person_id = column_values_unique_dup_keys.person_id 
 LIMIT %s;

SELECT column_values_unique_source.release_date, column_values_unique_source.release_date AS release_date__1 
FROM (SELECT release_date, day, week, month, quarter, year, file_no 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT release_date 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL GROUP BY release_date 
HAVING count(*) >= %s) AS column_values_unique_dup_keys ON column_values_unique_source.release_date = column_values_unique_dup_keys.release_date 
 LIMIT %s;

SELECT found
FROM (
    SELECT COUNT(*) AS found
    FROM (
        SELECT 1 AS one
        FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS subselect
        LIMIT 1
    ) AS first_row
) AS counted
WHERE found = 0;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL;

SELECT genre_id AS unexpected_values 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_2 
WHERE genre_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s;

SELECT genre_id, genre_id 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %s;

SELECT genre_id, genre_name 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %s 
 LIMIT %s;

SELECT genre_id, genre_name 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL 
 LIMIT %s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %s AND month <= %s);

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL;

SELECT month AS unexpected_values 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_2 
WHERE month IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s;

SELECT month FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1;

SELECT month, month 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %s AND month <= %s) 
 LIMIT %s;

SELECT month, month 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL 
 LIMIT %s;

SELECT month, price_index 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %s 
 LIMIT %s;

SELECT month, price_index 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL;

SELECT movie_id AS unexpected_values 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_2 
WHERE movie_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s;

SELECT movie_id, budget 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %s 
 LIMIT %s;

SELECT movie_id, credit_id, movie_id 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id, genre_id, movie_id 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id, movie_id 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s 
 LIMIT %s;

SELECT movie_id, movie_id 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id, popularity 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %s 
 LIMIT %s;

SELECT movie_id, release_date 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s) 
 LIMIT %s;

SELECT movie_id, revenue 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %s 
 LIMIT %s;

SELECT movie_id, runtime_minutes 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %s 
 LIMIT %s;

SELECT movie_id, title 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %s 
 LIMIT %s;

SELECT movie_id, title 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NULL 
 LIMIT %s;

SELECT movie_id, vote_average 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %s AND vote_average <= %s) 
 LIMIT %s;

SELECT movie_id, vote_count 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %s 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL;

SELECT movielens_id AS unexpected_values 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_2 
WHERE movielens_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s;

SELECT movielens_id, movie_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s 
 LIMIT %s;

SELECT movielens_id, movielens_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %s 
 LIMIT %s;

SELECT movielens_id, movielens_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL;

SELECT person_id AS unexpected_values 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_2 
WHERE person_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s;

SELECT person_id, person_id 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %s;

SELECT person_id, person_name 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %s 
 LIMIT %s;

SELECT person_id, person_name 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL 
 LIMIT %s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL;

SELECT popularity AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s);

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s);

SELECT release_date AS unexpected_values 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_2 
WHERE release_date IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s;

SELECT release_date, release_date 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s) 
 LIMIT %s;

SELECT release_date, release_date 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL 
 LIMIT %s;

SELECT revenue AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %s;

SELECT runtime_minutes AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NULL;

SELECT vote_average AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %s AND vote_average <= %s);

SELECT vote_count AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %s;

