INSERT INTO audit.checks (
  run_id,
  checked_at,
  expectations,
  passed
)
VALUES
  (%s, %s, %s, %s);

SELECT
  GETDATE();

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_3 
WHERE genre_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_3 
WHERE month IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_3 
WHERE movie_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_3 
WHERE movielens_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_3 
WHERE person_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s) THEN CAST(%(param_1)s AS NUMERIC) ELSE CAST(%(param_2)s AS NUMERIC) END AS condition 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_3 
WHERE release_date IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT 1 
FROM movies.cpi 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.date 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.genre 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.links 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.movie_cast 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.movie_genre 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.movies 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.person 
 LIMIT %(param_1)s;

SELECT 1 
FROM movies.ratings 
 LIMIT %(param_1)s;

SELECT COUNT(*) AS movies FROM movies.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.date 
WHERE true) AS subselect) HAVING COUNT(*) >= 100;

SELECT COUNT(*) AS movies FROM movies.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.genre 
WHERE true) AS subselect) HAVING COUNT(*) >= 100;

SELECT COUNT(*) AS movies FROM movies.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS subselect) HAVING COUNT(*) >= 100;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies FROM movies.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.date 
WHERE true) AS subselect) HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies FROM movies.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.genre 
WHERE true) AS subselect) HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies FROM movies.movies WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS subselect) HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT c.movie_id, c.credit_id FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS c LEFT JOIN movies.movies AS m ON m.movie_id = c.movie_id WHERE c.movie_id IS NOT NULL AND m.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT c.movie_id, c.credit_id, c.person_id FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS c LEFT JOIN movies.person AS p ON p.person_id = c.person_id WHERE c.person_id IS NOT NULL AND p.person_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS g LEFT JOIN movies.genre AS n ON n.genre_id = g.genre_id WHERE g.genre_id IS NOT NULL AND n.genre_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS g LEFT JOIN movies.movies AS m ON m.movie_id = g.movie_id WHERE g.movie_id IS NOT NULL AND m.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT m.movie_id, m.release_date FROM (SELECT * 
FROM movies.movies 
WHERE true) AS m LEFT JOIN movies.date AS d ON d.release_date = m.release_date WHERE m.release_date IS NOT NULL AND d.release_date IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT month FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, credit_id, COUNT(*) AS times FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS subselect GROUP BY movie_id, credit_id HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT movie_id, genre_id, COUNT(*) AS times FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS subselect GROUP BY movie_id, genre_id HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT r.user_id, r.movie_id FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS r LEFT JOIN movies.movies AS m ON m.movie_id = r.movie_id WHERE r.movie_id IS NOT NULL AND m.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT release_date, day, week, month, quarter, year FROM (SELECT * 
FROM movies.date 
WHERE true) AS subselect WHERE release_date IS NOT NULL AND NOT COALESCE(day = EXTRACT(DAY FROM release_date) AND week = EXTRACT(WEEK FROM release_date) AND month = EXTRACT(MONTH FROM release_date) AND quarter = EXTRACT(QUARTER FROM release_date) AND year = EXTRACT(YEAR FROM release_date), FALSE)) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT user_id, movie_id, COUNT(*) AS times FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS subselect GROUP BY user_id, movie_id HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT budget AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %(param_1)s 
 LIMIT %(param_2)s;

SELECT c.movie_id, c.credit_id FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS c LEFT JOIN movies.movies AS m ON m.movie_id = c.movie_id WHERE c.movie_id IS NOT NULL AND m.movie_id IS NULL;

SELECT c.movie_id, c.credit_id, c.person_id FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS c LEFT JOIN movies.person AS p ON p.person_id = c.person_id WHERE c.person_id IS NOT NULL AND p.person_id IS NULL;

SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = %(schema)s AND table_name = %(table)s ORDER BY ordinal_position;

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

SELECT count(*) AS "table.row_count" 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1;

SELECT credit_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1 
WHERE credit_id IS NULL 
 LIMIT %(param_1)s;

SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS g LEFT JOIN movies.genre AS n ON n.genre_id = g.genre_id WHERE g.genre_id IS NOT NULL AND n.genre_id IS NULL;

SELECT g.movie_id, g.genre_id FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS g LEFT JOIN movies.movies AS m ON m.movie_id = g.movie_id WHERE g.movie_id IS NOT NULL AND m.movie_id IS NULL;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %(param_1)s;

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %(param_1)s;

SELECT genre_id AS unexpected_values 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_2 
WHERE genre_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL 
 LIMIT %(param_1)s;

SELECT m.movie_id, m.release_date FROM (SELECT * 
FROM movies.movies 
WHERE true) AS m LEFT JOIN movies.date AS d ON d.release_date = m.release_date WHERE m.release_date IS NOT NULL AND d.release_date IS NULL;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %(param_1)s AND month <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL 
 LIMIT %(param_1)s;

SELECT month AS unexpected_values 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_2 
WHERE month IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT month FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %(param_1)s;

SELECT movie_id AS unexpected_values 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_2 
WHERE movie_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT movie_id, credit_id, COUNT(*) AS times FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS subselect GROUP BY movie_id, credit_id HAVING COUNT(*) > 1;

SELECT movie_id, genre_id, COUNT(*) AS times FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS subselect GROUP BY movie_id, genre_id HAVING COUNT(*) > 1;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %(param_1)s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_2 
WHERE movielens_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %(param_1)s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %(param_1)s;

SELECT person_id AS unexpected_values 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_2 
WHERE person_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL 
 LIMIT %(param_1)s;

SELECT popularity AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %(param_1)s 
 LIMIT %(param_2)s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %(param_1)s 
 LIMIT %(param_2)s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL 
 LIMIT %(param_1)s;

SELECT r.user_id, r.movie_id FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS r LEFT JOIN movies.movies AS m ON m.movie_id = r.movie_id WHERE r.movie_id IS NOT NULL AND m.movie_id IS NULL;

SELECT rated_at AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NOT NULL AND NOT (rated_at >= %(param_1)s AND rated_at <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT rated_at AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE rated_at IS NULL 
 LIMIT %(param_1)s;

SELECT rating AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s)) 
 LIMIT %(param_1)s;

SELECT rating AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE rating IS NULL 
 LIMIT %(param_1)s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL 
 LIMIT %(param_1)s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %(param_1)s AND release_date <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT release_date AS unexpected_values 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_2 
WHERE release_date IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %(num_rows_1)s 
 LIMIT %(param_1)s;

SELECT release_date, day, week, month, quarter, year FROM (SELECT * 
FROM movies.date 
WHERE true) AS subselect WHERE release_date IS NOT NULL AND NOT COALESCE(day = EXTRACT(DAY FROM release_date) AND week = EXTRACT(WEEK FROM release_date) AND month = EXTRACT(MONTH FROM release_date) AND quarter = EXTRACT(QUARTER FROM release_date) AND year = EXTRACT(YEAR FROM release_date), FALSE);

SELECT revenue AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %(param_1)s 
 LIMIT %(param_2)s;

SELECT runtime_minutes AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %(param_1)s 
 LIMIT %(param_2)s;

SELECT sum(CASE WHEN (credit_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (movie_id IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (person_id IS NULL) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.nonnull.unexpected_count_2" 
FROM (SELECT * 
FROM movies.movie_cast 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (genre_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (genre_name IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (genre_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (movie_id IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM movies.movie_genre 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (genre_name IS NOT NULL AND length(genre_name) < %(length_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.value_length.between.unexpected_count" 
FROM (SELECT * 
FROM movies.genre 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (movie_id IS NOT NULL AND movie_id < %(param_1)s) THEN %(param_2)s ELSE %(param_3)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (movielens_id IS NOT NULL AND movielens_id < %(param_4)s) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (movielens_id IS NULL) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (movie_id IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM movies.links 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (person_id IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (person_name IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1" 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (person_name IS NOT NULL AND length(person_name) < %(length_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.value_length.between.unexpected_count" 
FROM (SELECT * 
FROM movies.person 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (price_index IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (month IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (month IS NOT NULL AND NOT (month >= %(param_5)s AND month <= %(param_6)s)) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (price_index IS NOT NULL AND price_index <= %(param_9)s) THEN %(param_10)s ELSE %(param_11)s END) AS "column_values.between.unexpected_count_1" 
FROM (SELECT * 
FROM movies.cpi 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (rating IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (user_id IS NULL) THEN %(param_3)s ELSE %(param_4)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (rated_at IS NOT NULL AND NOT (rated_at >= %(param_5)s AND rated_at <= %(param_6)s)) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (rated_at IS NULL) THEN %(param_9)s ELSE %(param_10)s END) AS "column_values.nonnull.unexpected_count_2", sum(CASE WHEN (rating IS NOT NULL AND (rating NOT IN (%(rating_1_1)s, %(rating_1_2)s, %(rating_1_3)s, %(rating_1_4)s, %(rating_1_5)s, %(rating_1_6)s, %(rating_1_7)s, %(rating_1_8)s, %(rating_1_9)s, %(rating_1_10)s))) THEN %(param_11)s ELSE %(param_12)s END) AS "column_values.in_set.unexpected_count", sum(CASE WHEN (movie_id IS NULL) THEN %(param_13)s ELSE %(param_14)s END) AS "column_values.nonnull.unexpected_count_3", sum(CASE WHEN (user_id IS NOT NULL AND user_id < %(param_15)s) THEN %(param_16)s ELSE %(param_17)s END) AS "column_values.between.unexpected_count_1" 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (release_date IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (release_date IS NOT NULL AND NOT (release_date >= %(param_3)s AND release_date <= %(param_4)s)) THEN %(param_5)s ELSE %(param_6)s END) AS "column_values.between.unexpected_count" 
FROM (SELECT * 
FROM movies.date 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (title IS NOT NULL AND length(title) < %(length_1)s) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.value_length.between.unexpected_count" 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1;

SELECT sum(CASE WHEN (title IS NULL) THEN %(param_1)s ELSE %(param_2)s END) AS "column_values.nonnull.unexpected_count", sum(CASE WHEN (runtime_minutes IS NOT NULL AND runtime_minutes < %(param_3)s) THEN %(param_4)s ELSE %(param_5)s END) AS "column_values.between.unexpected_count", sum(CASE WHEN (budget IS NOT NULL AND budget < %(param_6)s) THEN %(param_7)s ELSE %(param_8)s END) AS "column_values.between.unexpected_count_1", sum(CASE WHEN (movie_id IS NOT NULL AND movie_id < %(param_9)s) THEN %(param_10)s ELSE %(param_11)s END) AS "column_values.between.unexpected_count_2", sum(CASE WHEN (movie_id IS NULL) THEN %(param_12)s ELSE %(param_13)s END) AS "column_values.nonnull.unexpected_count_1", sum(CASE WHEN (revenue IS NOT NULL AND revenue < %(param_14)s) THEN %(param_15)s ELSE %(param_16)s END) AS "column_values.between.unexpected_count_3", sum(CASE WHEN (vote_average IS NOT NULL AND NOT (vote_average >= %(param_17)s AND vote_average <= %(param_18)s)) THEN %(param_19)s ELSE %(param_20)s END) AS "column_values.between.unexpected_count_4", sum(CASE WHEN (budget IS NULL) THEN %(param_21)s ELSE %(param_22)s END) AS "column_values.nonnull.unexpected_count_2", sum(CASE WHEN (popularity IS NOT NULL AND popularity < %(param_23)s) THEN %(param_24)s ELSE %(param_25)s END) AS "column_values.between.unexpected_count_5", sum(CASE WHEN (vote_average IS NULL) THEN %(param_26)s ELSE %(param_27)s END) AS "column_values.nonnull.unexpected_count_3", sum(CASE WHEN (runtime_minutes IS NULL) THEN %(param_28)s ELSE %(param_29)s END) AS "column_values.nonnull.unexpected_count_4", sum(CASE WHEN (release_date IS NOT NULL AND NOT (release_date >= %(param_30)s AND release_date <= %(param_31)s)) THEN %(param_32)s ELSE %(param_33)s END) AS "column_values.between.unexpected_count_6", sum(CASE WHEN (release_date IS NULL) THEN %(param_34)s ELSE %(param_35)s END) AS "column_values.nonnull.unexpected_count_5", sum(CASE WHEN (revenue IS NULL) THEN %(param_36)s ELSE %(param_37)s END) AS "column_values.nonnull.unexpected_count_6", sum(CASE WHEN (vote_count IS NOT NULL AND vote_count < %(param_38)s) THEN %(param_39)s ELSE %(param_40)s END) AS "column_values.between.unexpected_count_7", sum(CASE WHEN (popularity IS NULL) THEN %(param_41)s ELSE %(param_42)s END) AS "column_values.nonnull.unexpected_count_7", sum(CASE WHEN (vote_count IS NULL) THEN %(param_43)s ELSE %(param_44)s END) AS "column_values.nonnull.unexpected_count_8" 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %(length_1)s 
 LIMIT %(param_1)s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE title IS NULL 
 LIMIT %(param_1)s;

SELECT user_id AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NOT NULL AND user_id < %(param_1)s 
 LIMIT %(param_2)s;

SELECT user_id AS unexpected_values 
FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS anon_1 
WHERE user_id IS NULL 
 LIMIT %(param_1)s;

SELECT user_id, movie_id, COUNT(*) AS times FROM (SELECT * 
FROM movies.ratings 
WHERE true) AS subselect GROUP BY user_id, movie_id HAVING COUNT(*) > 1;

SELECT vote_average AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %(param_1)s AND vote_average <= %(param_2)s) 
 LIMIT %(param_3)s;

SELECT vote_count AS unexpected_values 
FROM (SELECT * 
FROM movies.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %(param_1)s 
 LIMIT %(param_2)s;

WITH publication AS (
  SELECT
    COALESCE(MAX(published_at), CAST('1970-01-01 00:00:00+00' AS TIMESTAMP)) AS last_at,
    COUNT(CASE WHEN run_id = %(run_id)s THEN published_at END) AS in_this_run
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
  AND last_check.expectations = %(expectations)s
  AND last_check.checked_at > publication.last_at
  AND publication.in_this_run = 0;

