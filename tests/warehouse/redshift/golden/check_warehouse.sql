INSERT INTO audit.checks (
  run_id,
  checked_at,
  expectations,
  passed
)
VALUES
  (%s, %s, %s, %s);

SELECT
  SUM(CASE WHEN (NOT budget IS NULL AND budget < %s) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (NOT movie_id IS NULL AND movie_id < %s) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (NOT popularity IS NULL AND popularity < %s) THEN %s ELSE %s END) AS count_2,
  SUM(CASE WHEN (NOT release_date IS NULL AND NOT (release_date >= %s AND release_date <= %s)) THEN %s ELSE %s END) AS count_3,
  SUM(CASE WHEN (NOT revenue IS NULL AND revenue < %s) THEN %s ELSE %s END) AS count_4,
  SUM(CASE WHEN (NOT runtime_minutes IS NULL AND runtime_minutes < %s) THEN %s ELSE %s END) AS count_5,
  SUM(CASE WHEN (NOT vote_average IS NULL AND NOT (vote_average >= %s AND vote_average <= %s)) THEN %s ELSE %s END) AS count_6,
  SUM(CASE WHEN (NOT vote_count IS NULL AND vote_count < %s) THEN %s ELSE %s END) AS count_7,
  SUM(CASE WHEN (budget IS NULL) THEN %s ELSE %s END) AS count_8,
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_9,
  SUM(CASE WHEN (popularity IS NULL) THEN %s ELSE %s END) AS count_10,
  SUM(CASE WHEN (release_date IS NULL) THEN %s ELSE %s END) AS count_11,
  SUM(CASE WHEN (revenue IS NULL) THEN %s ELSE %s END) AS count_12,
  SUM(CASE WHEN (runtime_minutes IS NULL) THEN %s ELSE %s END) AS count_13,
  SUM(CASE WHEN (title IS NULL) THEN %s ELSE %s END) AS count_14,
  SUM(CASE WHEN (vote_average IS NULL) THEN %s ELSE %s END) AS count_15,
  SUM(CASE WHEN (vote_count IS NULL) THEN %s ELSE %s END) AS count_16
FROM (SELECT * FROM movies.movies WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT genre_name IS NULL AND LENGTH(genre_name) < %s) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM movies.genre WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT month IS NULL AND NOT (month >= %s AND month <= %s)) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (NOT price_index IS NULL AND price_index <= %s) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (month IS NULL) THEN %s ELSE %s END) AS count_2,
  SUM(CASE WHEN (price_index IS NULL) THEN %s ELSE %s END) AS count_3
FROM (SELECT * FROM movies.cpi WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT movie_id IS NULL AND movie_id < %s) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (NOT movielens_id IS NULL AND movielens_id < %s) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_2,
  SUM(CASE WHEN (movielens_id IS NULL) THEN %s ELSE %s END) AS count_3
FROM (SELECT * FROM movies.links WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT person_name IS NULL AND LENGTH(person_name) < %s) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM movies.person WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT release_date IS NULL AND NOT (release_date >= %s AND release_date <= %s)) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (release_date IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM movies.date WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT title IS NULL AND LENGTH(title) < %s) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM movies.movies WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (credit_id IS NULL) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (person_id IS NULL) THEN %s ELSE %s END) AS count_2
FROM (SELECT * FROM movies.movie_cast WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (genre_id IS NULL) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (genre_name IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM movies.genre WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (genre_id IS NULL) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM movies.movie_genre WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (person_id IS NULL) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (person_name IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM movies.person WHERE TRUE) AS anon_1;

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_3 
WHERE genre_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_3 
WHERE month IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_3 
WHERE movie_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_3 
WHERE movielens_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_3 
WHERE person_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_3 
WHERE release_date IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT 1 
FROM movies.cpi 
 LIMIT %s;

SELECT 1 
FROM movies.date 
 LIMIT %s;

SELECT 1 
FROM movies.genre 
 LIMIT %s;

SELECT 1 
FROM movies.links 
 LIMIT %s;

SELECT 1 
FROM movies.movie_cast 
 LIMIT %s;

SELECT 1 
FROM movies.movie_genre 
 LIMIT %s;

SELECT 1 
FROM movies.movies 
 LIMIT %s;

SELECT 1 
FROM movies.person 
 LIMIT %s;

SELECT 1 
FROM movies.ratings 
 LIMIT %s;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    CASE
        WHEN rated.movie_id IS NULL OR totals.movie_id IS NULL
            THEN 'the movie has either no ratings or no totals'
        WHEN rated.movie_id <> rated.last_movie_id THEN 'the ratings of one MovieLens id belong to several movies'
        WHEN links.movie_id IS NULL OR links.movie_id <> rated.movie_id THEN 'the movie is not that of the link'
        WHEN movies.movie_id IS NULL THEN 'the movie is not in movies'
        ELSE 'the totals differ'
    END AS problem,
    COALESCE(rated.movie_id, totals.movie_id) AS movie_id,
    rated.movielens_id,
    links.movie_id AS movie_of_link,
    rated.ratings,
    totals.ratings AS ratings_in_totals,
    rated.rating_sum,
    totals.rating_sum AS rating_sum_in_totals
FROM (
    SELECT
        movielens_id,
        movie_id,
        last_movie_id,
        CAST(SUM(ratings) OVER (PARTITION BY movie_id) AS BIGINT) AS ratings,
        SUM(rating_sum) OVER (PARTITION BY movie_id) AS rating_sum
    FROM (
        SELECT
            ratings.movielens_id,
            MIN(ratings.movie_id) AS movie_id,
            MAX(ratings.movie_id) AS last_movie_id,
            COUNT(*) AS ratings,
            SUM(CAST(ratings.rating AS DOUBLE PRECISION)) AS rating_sum
        FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS ratings
        GROUP BY ratings.movielens_id
    ) AS by_movielens_id
) AS rated
FULL JOIN marts.rating_totals AS totals
    ON rated.movie_id = totals.movie_id
LEFT JOIN movies.links AS links
    ON rated.movielens_id = links.movielens_id
LEFT JOIN movies.movies AS movies
    ON rated.movie_id = movies.movie_id
WHERE
    rated.movie_id IS NULL
    OR totals.movie_id IS NULL
    OR rated.movie_id <> rated.last_movie_id
    OR links.movie_id IS NULL
    OR links.movie_id <> rated.movie_id
    OR movies.movie_id IS NULL
    OR rated.ratings <> totals.ratings
    OR rated.rating_sum <> totals.rating_sum) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_cast.movie_id,
    movie_cast.credit_id
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS movie_cast
LEFT JOIN movies.movies AS movies
    ON movie_cast.movie_id = movies.movie_id
WHERE
    movie_cast.movie_id IS NOT NULL
    AND movies.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_cast.movie_id,
    movie_cast.credit_id,
    movie_cast.person_id
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS movie_cast
LEFT JOIN movies.person AS person
    ON movie_cast.person_id = person.person_id
WHERE
    movie_cast.person_id IS NOT NULL
    AND person.person_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS movie_genre
LEFT JOIN movies.genre AS genre
    ON movie_genre.genre_id = genre.genre_id
WHERE
    movie_genre.genre_id IS NOT NULL
    AND genre.genre_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_genre.movie_id,
    movie_genre.genre_id
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS movie_genre
LEFT JOIN movies.movies AS movies
    ON movie_genre.movie_id = movies.movie_id
WHERE
    movie_genre.movie_id IS NOT NULL
    AND movies.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    credit_id,
    COUNT(*) AS times
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS subselect
GROUP BY
    movie_id,
    credit_id
HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    genre_id,
    COUNT(*) AS times
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS subselect
GROUP BY
    movie_id,
    genre_id
HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movies.movie_id,
    movies.release_date
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS movies
LEFT JOIN movies.date AS dates
    ON movies.release_date = dates.release_date
WHERE
    movies.release_date IS NOT NULL
    AND dates.release_date IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    problem,
    COUNT(*) OVER (PARTITION BY problem) AS rows_with_it,
    user_id,
    movie_id,
    movielens_id,
    rating,
    rated_at
FROM (
    SELECT
        CASE
            WHEN user_id IS NULL OR user_id < 1 THEN 'user_id is missing or below 1'
            WHEN movie_id IS NULL OR movie_id < 1 THEN 'movie_id is missing or below 1'
            WHEN rating IS NULL OR rating NOT IN (4.0, 3.0, 5.0, 3.5, 4.5, 2.0, 2.5, 1.0, 1.5, 0.5)
                THEN 'rating is missing or not 0.5 to 5 stars in halves'
            WHEN
                rated_at IS NULL
                OR rated_at < CAST('1990-01-01 00:00:00+00' AS TIMESTAMPTZ)
                OR rated_at > (SELECT CAST(CURRENT_DATE + 1 AS TIMESTAMPTZ))
                THEN 'rated_at is missing, before 1990 or after today'
            ELSE 'movielens_id is missing or below 1'
        END AS problem,
        user_id,
        movie_id,
        movielens_id,
        rating,
        rated_at
    FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS subselect
    WHERE
        CASE
            WHEN
                user_id >= 1
                AND movie_id >= 1
                AND movielens_id >= 1
                AND rating IN (4.0, 3.0, 5.0, 3.5, 4.5, 2.0, 2.5, 1.0, 1.5, 0.5)
                AND rated_at >= CAST('1990-01-01 00:00:00+00' AS TIMESTAMPTZ)
                AND rated_at <= (SELECT CAST(CURRENT_DATE + 1 AS TIMESTAMPTZ))
                THEN 0
            ELSE 1
        END = 1
) AS unusable
ORDER BY
    ROW_NUMBER() OVER (PARTITION BY problem ORDER BY user_id, movie_id),
    problem) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    release_date,
    day,
    week,
    month,
    quarter,
    year
FROM (SELECT * 
FROM movies.date 
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
    )) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies
FROM movies.movies
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.date 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies
FROM movies.movies
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.genre 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies
FROM movies.movies
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT found
FROM (
    SELECT COUNT(*) AS found
    FROM (
        SELECT 1 AS one
        FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS subselect
        LIMIT 1
    ) AS first_row
) AS counted
WHERE found = 0) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT month FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1) AS substituted_batch_subquery;

SELECT budget AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %s 
 LIMIT %s;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1;

SELECT credit_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1 
WHERE credit_id IS NULL 
 LIMIT %s;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %s;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %s;

SELECT genre_id AS unexpected_values 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_2 
WHERE genre_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %s 
 LIMIT %s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL 
 LIMIT %s;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %s AND month <= %s) 
 LIMIT %s;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL 
 LIMIT %s;

SELECT month AS unexpected_values 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_2 
WHERE month IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_2 
WHERE movie_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %s 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_2 
WHERE movielens_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %s;

SELECT person_id AS unexpected_values 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_2 
WHERE person_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %s 
 LIMIT %s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL 
 LIMIT %s;

SELECT popularity AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %s 
 LIMIT %s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %s 
 LIMIT %s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s) 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s) 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_2 
WHERE release_date IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT revenue AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %s 
 LIMIT %s;

SELECT runtime_minutes AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %s 
 LIMIT %s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %s 
 LIMIT %s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE title IS NULL 
 LIMIT %s;

SELECT vote_average AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %s AND vote_average <= %s) 
 LIMIT %s;

SELECT vote_count AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %s 
 LIMIT %s;

WITH publication AS (
  SELECT
    COALESCE(MAX(published_at), CAST('1970-01-01 00:00:00+00' AS TIMESTAMP)) AS last_at,
    COUNT(CASE WHEN run_id = %s THEN published_at END) AS in_this_run
  FROM audit.loads
), last_check AS (
  SELECT
    checked_at,
    expectations,
    passed
  FROM audit.checks
  ORDER BY
    checked_at DESC
  LIMIT 1
)
SELECT
  last_check.checked_at
FROM last_check
CROSS JOIN publication
WHERE
  last_check.passed
  AND last_check.expectations = %s
  AND last_check.checked_at > publication.last_at
  AND publication.in_this_run = 0;

