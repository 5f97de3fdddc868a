SELECT
            table_name,
            CAST(SUM(rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(rows_quarantined - rows_waiting) AS BIGINT) AS rows_unusable,
            CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / NULLIF(SUM(rows_read), 0) AS unusable_share,
            CAST(SUM(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined)) AS BIGINT) AS rows_unaccounted
        FROM audit.loads
        WHERE md5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY table_name;

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_3 
WHERE genre_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_3 
WHERE month IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_3 
WHERE movie_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_3 
WHERE movielens_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_3 
WHERE person_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_3 
WHERE release_date IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT 1 
FROM staging.cpi 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.date 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.genre 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.links 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.movie_cast 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.movie_genre 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.movies 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.person 
 LIMIT %(param_1)s;

SELECT 1 
FROM staging.ratings 
 LIMIT %(param_1)s;

SELECT COUNT(*) AS movies_delivered FROM staging.movie_cast WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.person 
WHERE true) AS subselect) HAVING COUNT(*) >= 100;

SELECT COUNT(*) AS movies_delivered FROM staging.movie_genre WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.genre 
WHERE true) AS subselect) HAVING COUNT(*) >= 100;

SELECT COUNT(*) AS movies_delivered FROM staging.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect) HAVING COUNT(*) >= 100;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies_delivered FROM staging.movie_cast WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.person 
WHERE true) AS subselect) HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies_delivered FROM staging.movie_genre WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.genre 
WHERE true) AS subselect) HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies_delivered FROM staging.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect) HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT c.movie_id, c.credit_id, c.person_id FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS c LEFT JOIN staging.person AS s ON s.person_id = c.person_id LEFT JOIN movies.person AS p ON p.person_id = c.person_id WHERE c.person_id IS NOT NULL AND s.person_id IS NULL AND p.person_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS g LEFT JOIN staging.genre AS s ON s.genre_id = g.genre_id LEFT JOIN movies.genre AS p ON p.genre_id = g.genre_id WHERE g.genre_id IS NOT NULL AND s.genre_id IS NULL AND p.genre_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS g LEFT JOIN staging.movies AS s ON s.movie_id = g.movie_id LEFT JOIN movies.movies AS p ON p.movie_id = g.movie_id WHERE g.movie_id IS NOT NULL AND s.movie_id IS NULL AND p.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT m.movie_id, m.release_date FROM (SELECT * 
FROM staging.movies 
WHERE true) AS m LEFT JOIN staging.date AS s ON s.release_date = m.release_date LEFT JOIN movies.date AS p ON p.release_date = m.release_date WHERE m.release_date IS NOT NULL AND s.release_date IS NULL AND p.release_date IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT month FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, COUNT(*) AS rows_of_movie FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect GROUP BY movie_id HAVING COUNT(*) > COUNT(credit_id) AND COUNT(credit_id) > 0) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, COUNT(*) AS rows_of_movie FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect GROUP BY movie_id HAVING COUNT(*) > COUNT(genre_id) AND COUNT(genre_id) > 0) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, credit_id, COUNT(*) AS times FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect GROUP BY movie_id, credit_id HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, credit_id, person_id FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect WHERE (credit_id IS NULL) <> (person_id IS NULL)) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, genre_id, COUNT(*) AS times FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect GROUP BY movie_id, genre_id HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT release_date, day, week, month, quarter, year FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect WHERE release_date IS NOT NULL AND NOT COALESCE(day = EXTRACT(DAY FROM release_date) AND week = EXTRACT(WEEK FROM release_date) AND month = EXTRACT(MONTH FROM release_date) AND quarter = EXTRACT(QUARTER FROM release_date) AND year = EXTRACT(YEAR FROM release_date), FALSE)) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT user_id, movielens_id, COUNT(*) AS times FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS subselect GROUP BY user_id, movielens_id HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT DISTINCT
  table_name
FROM audit.loads
WHERE
  run_id = %s AND published_at IS NULL;

SELECT budget AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %(param_1)s;

SELECT budget AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %(param_1)s 
 LIMIT %(param_2)s;

SELECT c.movie_id, c.credit_id, c.person_id FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS c LEFT JOIN staging.person AS s ON s.person_id = c.person_id LEFT JOIN movies.person AS p ON p.person_id = c.person_id WHERE c.person_id IS NOT NULL AND s.person_id IS NULL AND p.person_id IS NULL;

SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = %(schema)s AND table_name = %(table)s ORDER BY ordinal_position;

SELECT column_values_unique_source.genre_id, column_values_unique_source.genre_id AS genre_id__1 
FROM (SELECT genre_id, genre_name, file_no 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT genre_id 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NOT NULL GROUP BY genre_id 
HAVING count(*) >= %(count_1)s) AS column_values_unique_dup_keys ON column_values_unique_source.genre_id = column_values_unique_dup_keys.genre_id 
 LIMIT %(param_1)s;

SELECT column_values_unique_source.month, column_values_unique_source.month AS month__1 
FROM (SELECT month, price_index, file_no 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT month 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL GROUP BY month 
HAVING count(*) >= %(count_1)s) AS column_values_unique_dup_keys ON column_values_unique_source.month = column_values_unique_dup_keys.month 
 LIMIT %(param_1)s;

SELECT column_values_unique_source.movie_id, column_values_unique_source.movie_id AS movie_id__1 
FROM (SELECT movie_id, imdb_id, title, original_title, original_language, status, is_adult, is_video, release_date, runtime_minutes, budget, revenue, popularity, vote_average, vote_count, tagline, overview, homepage, file_no 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT movie_id 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL GROUP BY movie_id 
HAVING count(*) >= %(count_1)s) AS column_values_unique_dup_keys ON column_values_unique_source.movie_id = column_values_unique_dup_keys.movie_id 
 LIMIT %(param_1)s;

SELECT column_values_unique_source.movielens_id, column_values_unique_source.movielens_id AS movielens_id__1 
FROM (SELECT movielens_id, imdb_id, movie_id, file_no 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT movielens_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL GROUP BY movielens_id 
HAVING count(*) >= %(count_1)s) AS column_values_unique_dup_keys ON column_values_unique_source.movielens_id = column_values_unique_dup_keys.movielens_id 
 LIMIT %(param_1)s;

SELECT column_values_unique_source.person_id, column_values_unique_source.person_id AS person_id__1 
FROM (SELECT person_id, person_name, gender, file_no 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT person_id 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NOT NULL GROUP BY person_id 
HAVING count(*) >= %(count_1)s) AS column_values_unique_dup_keys ON column_values_unique_source.person_id = column_values_unique_dup_keys.person_id 
 LIMIT %(param_1)s;

SELECT column_values_unique_source.release_date, column_values_unique_source.release_date AS release_date__1 
FROM (SELECT release_date, day, week, month, quarter, year, file_no 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1) AS column_values_unique_source JOIN (SELECT release_date 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL GROUP BY release_date 
HAVING count(*) >= %(count_1)s) AS column_values_unique_dup_keys ON column_values_unique_source.release_date = column_values_unique_dup_keys.release_date 
 LIMIT %(param_1)s;

SELECT count(*) AS "table.row_count" 
FROM (
        SELECT
            table_name,
            CAST(SUM(rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(rows_quarantined - rows_waiting) AS BIGINT) AS rows_unusable,
            CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / NULLIF(SUM(rows_read), 0) AS unusable_share,
            CAST(SUM(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined)) AS BIGINT) AS rows_unaccounted
        FROM audit.loads
        WHERE md5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY table_name
    
) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1;

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1;

SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS g LEFT JOIN staging.genre AS s ON s.genre_id = g.genre_id LEFT JOIN movies.genre AS p ON p.genre_id = g.genre_id WHERE g.genre_id IS NOT NULL AND s.genre_id IS NULL AND p.genre_id IS NULL;

SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS g LEFT JOIN staging.movies AS s ON s.movie_id = g.movie_id LEFT JOIN movies.movies AS p ON p.movie_id = g.movie_id WHERE g.movie_id IS NOT NULL AND s.movie_id IS NULL AND p.movie_id IS NULL;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %(param_1)s;

SELECT genre_id AS unexpected_values 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_2 
WHERE genre_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s;

SELECT genre_id AS unexpected_values 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_2 
WHERE genre_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT genre_id, genre_id 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %(param_1)s;

SELECT genre_id, genre_name 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT genre_id, genre_name 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL 
 LIMIT %(param_1)s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %(length_1)s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL 
 LIMIT %(param_1)s;

SELECT m.movie_id, m.release_date FROM (SELECT * 
FROM staging.movies 
WHERE true) AS m LEFT JOIN staging.date AS s ON s.release_date = m.release_date LEFT JOIN movies.date AS p ON p.release_date = m.release_date WHERE m.release_date IS NOT NULL AND s.release_date IS NULL AND p.release_date IS NULL;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %(param_1)s AND month <= %(param_2)s);

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %(param_1)s AND month <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL 
 LIMIT %(param_1)s;

SELECT month AS unexpected_values 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_2 
WHERE month IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s;

SELECT month AS unexpected_values 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_2 
WHERE month IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT month FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1;

SELECT month, month 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %(param_1)s AND month <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT month, month 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL 
 LIMIT %(param_1)s;

SELECT month, price_index 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %(param_1)s 
 LIMIT %(param_2)s;

SELECT month, price_index 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_2 
WHERE movie_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_2 
WHERE movie_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT movie_id, COUNT(*) AS rows_of_movie FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect GROUP BY movie_id HAVING COUNT(*) > COUNT(credit_id) AND COUNT(credit_id) > 0;

SELECT movie_id, COUNT(*) AS rows_of_movie FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect GROUP BY movie_id HAVING COUNT(*) > COUNT(genre_id) AND COUNT(genre_id) > 0;

SELECT movie_id, budget 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id, credit_id, COUNT(*) AS times FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect GROUP BY movie_id, credit_id HAVING COUNT(*) > 1;

SELECT movie_id, credit_id, movie_id 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id, credit_id, person_id FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect WHERE (credit_id IS NULL) <> (person_id IS NULL);

SELECT movie_id, genre_id, COUNT(*) AS times FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect GROUP BY movie_id, genre_id HAVING COUNT(*) > 1;

SELECT movie_id, genre_id, movie_id 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id, movie_id 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id, movie_id 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id, popularity 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id, release_date 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT movie_id, revenue 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id, runtime_minutes 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id, title 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT movie_id, title 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id, vote_average 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %(param_1)s AND vote_average <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT movie_id, vote_count 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %(param_1)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %(param_1)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_2 
WHERE movielens_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_2 
WHERE movielens_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT movielens_id, movie_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movielens_id, movielens_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movielens_id, movielens_id 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %(param_1)s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %(param_1)s;

SELECT person_id AS unexpected_values 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_2 
WHERE person_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s;

SELECT person_id AS unexpected_values 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_2 
WHERE person_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT person_id, person_id 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %(param_1)s;

SELECT person_id, person_name 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT person_id, person_name 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL 
 LIMIT %(param_1)s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %(length_1)s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL 
 LIMIT %(param_1)s;

SELECT popularity AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %(param_1)s;

SELECT popularity AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %(param_1)s 
 LIMIT %(param_2)s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %(param_1)s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %(param_1)s 
 LIMIT %(param_2)s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL 
 LIMIT %(param_1)s;

SELECT rated_at AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NOT NULL AND NOT (rated_at >= %(param_1)s AND rated_at <= %(param_2)s);

SELECT rated_at AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NOT NULL AND NOT (rated_at >= %(param_1)s AND rated_at <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT rated_at AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NULL;

SELECT rated_at AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NULL 
 LIMIT %(param_1)s;

SELECT rating AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s));

SELECT rating AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s)) 
 LIMIT %(param_1)s;

SELECT rating AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rating IS NULL;

SELECT rating AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rating IS NULL 
 LIMIT %(param_1)s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s);

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL 
 LIMIT %(param_1)s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s);

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT release_date AS unexpected_values 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_2 
WHERE release_date IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s;

SELECT release_date AS unexpected_values 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_2 
WHERE release_date IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT release_date, day, week, month, quarter, year FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect WHERE release_date IS NOT NULL AND NOT COALESCE(day = EXTRACT(DAY FROM release_date) AND week = EXTRACT(WEEK FROM release_date) AND month = EXTRACT(MONTH FROM release_date) AND quarter = EXTRACT(QUARTER FROM release_date) AND year = EXTRACT(YEAR FROM release_date), FALSE);

SELECT release_date, release_date 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT release_date, release_date 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL 
 LIMIT %(param_1)s;

SELECT revenue AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %(param_1)s;

SELECT revenue AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %(param_1)s 
 LIMIT %(param_2)s;

SELECT rows_unaccounted AS unexpected_values 
FROM (
        SELECT
            table_name,
            CAST(SUM(rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(rows_quarantined - rows_waiting) AS BIGINT) AS rows_unusable,
            CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / NULLIF(SUM(rows_read), 0) AS unusable_share,
            CAST(SUM(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined)) AS BIGINT) AS rows_unaccounted
        FROM audit.loads
        WHERE md5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY table_name
    
) AS anon_1 
WHERE rows_unaccounted IS NOT NULL AND NOT (rows_unaccounted >= %(param_1)s AND rows_unaccounted <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT runtime_minutes AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %(param_1)s;

SELECT runtime_minutes AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %(param_1)s 
 LIMIT %(param_2)s;

SELECT sum(CASE WHEN (budget IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (revenue IS NOT NULL AND revenue < %(param_3)s) THEN %(param_4)s ELSE %(param_5)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (revenue IS NULL) THEN %(param_6)s ELSE %(param_7)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (vote_count IS NULL) THEN %(param_8)s ELSE %(param_9)s END) AS "column_values.nonnull.unexpected_count_2", sum(CASE WHEN (movie_id IS NULL) THEN %(param_10)s ELSE %(param_11)s END) AS "column_values.nonnull.unexpected_count_3", sum(CASE WHEN (vote_count IS NOT NULL AND vote_count < %(param_12)s) THEN %(param_13)s ELSE %(param_14)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (runtime_minutes IS NOT NULL AND runtime_minutes < %(param_15)s) THEN %(param_16)s ELSE %(param_17)s END) AS "column_values.between.unexpected_count_2", sum(CASE WHEN (popularity IS NULL) THEN %(param_18)s ELSE %(param_19)s END) AS "column_values.nonnull.unexpected_count_4", sum(CASE WHEN (popularity IS NOT NULL AND popularity < %(param_20)s) THEN %(param_21)s ELSE %(param_22)s END) AS "column_values.between.unexpected_count_3", sum(CASE WHEN (title IS NULL) THEN %(param_23)s ELSE %(param_24)s END) AS "column_values.nonnull.unexpected_count_5", sum(CASE WHEN (runtime_minutes IS NULL) THEN %(param_25)s ELSE %(param_26)s END) AS "column_values.nonnull.unexpected_count_6", sum(CASE WHEN (vote_average IS NULL) THEN %(param_27)s ELSE %(param_28)s END) AS "column_values.nonnull.unexpected_count_7", sum(CASE WHEN (budget IS NOT NULL AND budget < %(param_29)s) THEN %(param_30)s ELSE %(param_31)s END) AS "column_values.between.unexpected_count_4", sum(CASE WHEN (release_date IS NULL) THEN %(param_32)s ELSE %(param_33)s END) AS "column_values.nonnull.unexpected_count_8", sum(CASE WHEN (release_date IS NOT NULL AND NOT (release_date >= %(param_34)s AND release_date <= %(param_35)s)) THEN %(param_36)s ELSE %(param_37)s END) AS "column_values.between.unexpected_count_5", sum(CASE WHEN (vote_average IS NOT NULL AND NOT (vote_average >= %(param_38)s AND vote_average <= %(param_39)s)) THEN %(param_40)s ELSE %(param_41)s END) AS "column_values.between.unexpected_count_6", sum(CASE WHEN (movie_id IS NOT NULL AND movie_id < %(param_42)s) THEN %(param_43)s ELSE %(param_44)s END) AS "column_values.between.unexpected_count_7" 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (genre_name IS NOT NULL AND length(genre_name) < %(length_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.value_length.between.unexpected_count" 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (genre_name IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (genre_id IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (month IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (price_index IS NOT NULL AND price_index <= %(param_3)s) THEN %(param_4)s ELSE %(param_5)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (month IS NOT NULL AND NOT (month >= %(param_6)s AND month <= %(param_7)s)) THEN %(param_8)s ELSE %(param_9)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (price_index IS NULL) THEN %(param_10)s ELSE %(param_11)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (movie_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count" 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (movie_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count" 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (movielens_id IS NOT NULL AND movielens_id < %(param_1)s) THEN %(param_2)s ELSE %(param_3)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (movie_id IS NOT NULL AND movie_id < %(param_4)s) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (movie_id IS NULL) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (movielens_id IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (movielens_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (movie_id IS NOT NULL AND movie_id < %(param_3)s) THEN %(param_4)s ELSE %(param_5)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (movielens_id IS NOT NULL AND movielens_id < %(param_6)s) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (movie_id IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (person_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (person_name IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (person_name IS NOT NULL AND length(person_name) < %(length_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.value_length.between.unexpected_count" 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (person_name IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (person_id IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (price_index IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (month IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (month IS NOT NULL AND NOT (month >= %(param_5)s AND month <= %(param_6)s)) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (price_index IS NOT NULL AND price_index <= %(param_9)s) THEN %(param_10)s ELSE %(param_11)s END) AS "column_values.between.unexpected_count_1" 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (rated_at IS NOT NULL AND NOT (rated_at >= %(param_1)s AND rated_at <= %(param_2)s)) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (movielens_id IS NULL) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s))) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.in_set.unexpected_count", sum(CASE WHEN (rated_at IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (user_id IS NULL) THEN %(param_11)s ELSE %(param_12)s END) AS "column_values.nonnull.unexpected_count_2", sum(CASE WHEN (rating IS NULL) THEN %(param_13)s ELSE %(param_14)s END) AS "column_values.nonnull.unexpected_count_3", sum(CASE WHEN (movielens_id IS NOT NULL AND movielens_id < %(param_15)s) THEN %(param_16)s ELSE %(param_17)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (user_id IS NOT NULL AND user_id < %(param_18)s) THEN %(param_19)s ELSE %(param_20)s END) AS "column_values.between.unexpected_count_2" 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s))) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.in_set.unexpected_count", sum(CASE WHEN (movielens_id IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (rated_at IS NOT NULL AND NOT (rated_at >= %(param_5)s AND rated_at <= %(param_6)s)) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (rating IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (movielens_id IS NOT NULL AND movielens_id < %(param_11)s) THEN %(param_12)s ELSE %(param_13)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (user_id IS NULL) THEN %(param_14)s ELSE %(param_15)s END) AS "column_values.nonnull.unexpected_count_2", sum(CASE WHEN (user_id IS NOT NULL AND user_id < %(param_16)s) THEN %(param_17)s ELSE %(param_18)s END) AS "column_values.between.unexpected_count_2", sum(CASE WHEN (rated_at IS NULL) THEN %(param_19)s ELSE %(param_20)s END) AS "column_values.nonnull.unexpected_count_3" 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (release_date IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (release_date IS NOT NULL AND NOT (release_date >= %(param_3)s AND release_date <= %(param_4)s)) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.between.unexpected_count" 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (rows_unaccounted IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (unusable_share IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (rows_unaccounted IS NOT NULL AND NOT (rows_unaccounted >= %(param_5)s AND rows_unaccounted <= %(param_6)s)) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (unusable_share IS NOT NULL AND unusable_share > %(param_9)s) THEN %(param_10)s ELSE %(param_11)s END) AS "column_values.between.unexpected_count_1" 
FROM (
        SELECT
            table_name,
            CAST(SUM(rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(rows_quarantined - rows_waiting) AS BIGINT) AS rows_unusable,
            CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / NULLIF(SUM(rows_read), 0) AS unusable_share,
            CAST(SUM(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined)) AS BIGINT) AS rows_unaccounted
        FROM audit.loads
        WHERE md5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY table_name
    
) AS anon_1;

SELECT sum(CASE WHEN (title IS NOT NULL AND length(title) < %(length_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.value_length.between.unexpected_count" 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (vote_count IS NOT NULL AND vote_count < %(param_1)s) THEN %(param_2)s ELSE %(param_3)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (runtime_minutes IS NOT NULL AND runtime_minutes < %(param_4)s) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (runtime_minutes IS NULL) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (popularity IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (popularity IS NOT NULL AND popularity < %(param_11)s) THEN %(param_12)s ELSE %(param_13)s END) AS "column_values.between.unexpected_count_2", sum(CASE WHEN (budget IS NULL) THEN %(param_14)s ELSE %(param_15)s END) AS "column_values.nonnull.unexpected_count_2", sum(CASE WHEN (revenue IS NOT NULL AND revenue < %(param_16)s) THEN %(param_17)s ELSE %(param_18)s END) AS "column_values.between.unexpected_count_3", sum(CASE WHEN (vote_count IS NULL) THEN %(param_19)s ELSE %(param_20)s END) AS "column_values.nonnull.unexpected_count_3", sum(CASE WHEN (release_date IS NOT NULL AND NOT (release_date >= %(param_21)s AND release_date <= %(param_22)s)) THEN %(param_23)s ELSE %(param_24)s END) AS "column_values.between.unexpected_count_4", sum(CASE WHEN (budget IS NOT NULL AND budget < %(param_25)s) THEN %(param_26)s ELSE %(param_27)s END) AS "column_values.between.unexpected_count_5", sum(CASE WHEN (movie_id IS NULL) THEN %(param_28)s ELSE %(param_29)s END) AS "column_values.nonnull.unexpected_count_4", sum(CASE WHEN (release_date IS NULL) THEN %(param_30)s ELSE %(param_31)s END) AS "column_values.nonnull.unexpected_count_5", sum(CASE WHEN (movie_id IS NOT NULL AND movie_id < %(param_32)s) THEN %(param_33)s ELSE %(param_34)s END) AS "column_values.between.unexpected_count_6", sum(CASE WHEN (vote_average IS NULL) THEN %(param_35)s ELSE %(param_36)s END) AS "column_values.nonnull.unexpected_count_6", sum(CASE WHEN (revenue IS NULL) THEN %(param_37)s ELSE %(param_38)s END) AS "column_values.nonnull.unexpected_count_7", sum(CASE WHEN (title IS NULL) THEN %(param_39)s ELSE %(param_40)s END) AS "column_values.nonnull.unexpected_count_8", sum(CASE WHEN (vote_average IS NOT NULL AND NOT (vote_average >= %(param_41)s AND vote_average <= %(param_42)s)) THEN %(param_43)s ELSE %(param_44)s END) AS "column_values.between.unexpected_count_7" 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %(length_1)s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NULL;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NULL 
 LIMIT %(param_1)s;

SELECT unusable_share AS unexpected_values 
FROM (
        SELECT
            table_name,
            CAST(SUM(rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(rows_quarantined - rows_waiting) AS BIGINT) AS rows_unusable,
            CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / NULLIF(SUM(rows_read), 0) AS unusable_share,
            CAST(SUM(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined)) AS BIGINT) AS rows_unaccounted
        FROM audit.loads
        WHERE md5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY table_name
    
) AS anon_1 
WHERE unusable_share IS NOT NULL AND unusable_share > %(param_1)s 
 LIMIT %(param_2)s;

SELECT user_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NOT NULL AND user_id < %(param_1)s;

SELECT user_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NOT NULL AND user_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT user_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NULL;

SELECT user_id AS unexpected_values 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NULL 
 LIMIT %(param_1)s;

SELECT user_id, movielens_id, COUNT(*) AS times FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS subselect GROUP BY user_id, movielens_id HAVING COUNT(*) > 1;

SELECT user_id, movielens_id, movielens_id 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT user_id, movielens_id, movielens_id 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %(param_1)s;

SELECT user_id, movielens_id, rated_at 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NOT NULL AND NOT (rated_at >= %(param_1)s AND rated_at <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT user_id, movielens_id, rated_at 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NULL 
 LIMIT %(param_1)s;

SELECT user_id, movielens_id, rating 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s)) 
 LIMIT %(param_1)s;

SELECT user_id, movielens_id, rating 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE rating IS NULL 
 LIMIT %(param_1)s;

SELECT user_id, movielens_id, user_id 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NOT NULL AND user_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT user_id, movielens_id, user_id 
FROM (SELECT * 
FROM staging.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NULL 
 LIMIT %(param_1)s;

SELECT vote_average AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %(param_1)s AND vote_average <= %(param_2)s);

SELECT vote_average AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %(param_1)s AND vote_average <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT vote_count AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %(param_1)s;

SELECT vote_count AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %(param_1)s 
 LIMIT %(param_2)s;

