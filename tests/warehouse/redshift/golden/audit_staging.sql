SELECT
            loads.dataset,
            CAST(SUM(loads.rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS BIGINT) AS rows_unusable,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS DOUBLE PRECISION) / NULLIF(SUM(loads.rows_read), 0) AS unusable_share,
            CAST(
                SUM(loads.rows_unaccounted + ABS(loads.rows_quarantined - COALESCE(rejected.rows_rejected, 0))) AS BIGINT
            ) AS rows_unaccounted
        FROM (
        SELECT
            dataset,
            file,
            fingerprint,
            MAX(rows_read) AS rows_read,
            MAX(rows_quarantined) AS rows_quarantined,
            MAX(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined - rows_waiting)) AS rows_unaccounted
        FROM audit.loads
        WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY
            dataset,
            file,
            fingerprint
    ) AS loads
        LEFT JOIN (
            SELECT
                dataset,
                file,
                fingerprint,
                SUM(line_count) AS rows_rejected,
                SUM(CASE WHEN code NOT IN ('no_value_published') THEN line_count ELSE 0 END) AS rows_unusable
            FROM quarantine.rejected_rows
            WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef'
            GROUP BY
                dataset,
                file,
                fingerprint
        ) AS rejected
            ON loads.dataset = rejected.dataset AND loads.file = rejected.file AND loads.fingerprint = rejected.fingerprint
        GROUP BY loads.dataset;

SELECT
  1
FROM information_schema.tables
WHERE
  table_schema = 'audit' AND table_name = 'landing_zones';

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
FROM (SELECT * FROM staging.movies WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT genre_name IS NULL AND LENGTH(genre_name) < %s) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM staging.genre WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT month IS NULL AND NOT (month >= %s AND month <= %s)) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (NOT price_index IS NULL AND price_index <= %s) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (month IS NULL) THEN %s ELSE %s END) AS count_2,
  SUM(CASE WHEN (price_index IS NULL) THEN %s ELSE %s END) AS count_3
FROM (SELECT * FROM staging.cpi WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT movie_id IS NULL AND movie_id < %s) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (NOT movielens_id IS NULL AND movielens_id < %s) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_2,
  SUM(CASE WHEN (movielens_id IS NULL) THEN %s ELSE %s END) AS count_3
FROM (SELECT * FROM staging.links WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT person_name IS NULL AND LENGTH(person_name) < %s) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM staging.person WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT release_date IS NULL AND NOT (release_date >= %s AND release_date <= %s)) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (release_date IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM staging.date WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT rows_unaccounted IS NULL AND NOT (rows_unaccounted >= %s AND rows_unaccounted <= %s)) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (NOT unusable_share IS NULL AND unusable_share > %s) THEN %s ELSE %s END) AS count_1,
  SUM(CASE WHEN (rows_unaccounted IS NULL) THEN %s ELSE %s END) AS count_2,
  SUM(CASE WHEN (unusable_share IS NULL) THEN %s ELSE %s END) AS count_3
FROM (SELECT loads.dataset, CAST(SUM(loads.rows_read) AS BIGINT) AS rows_read, CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS BIGINT) AS rows_unusable, CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS DOUBLE PRECISION) / NULLIF(SUM(loads.rows_read), 0) AS unusable_share, CAST(SUM(loads.rows_unaccounted + ABS(loads.rows_quarantined - COALESCE(rejected.rows_rejected, 0))) AS BIGINT) AS rows_unaccounted FROM (SELECT dataset, file, fingerprint, MAX(rows_read) AS rows_read, MAX(rows_quarantined) AS rows_quarantined, MAX(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined - rows_waiting)) AS rows_unaccounted FROM audit.loads WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL GROUP BY dataset, file, fingerprint) AS loads LEFT JOIN (SELECT dataset, file, fingerprint, SUM(line_count) AS rows_rejected, SUM(CASE WHEN NOT code IN ('no_value_published') THEN line_count ELSE 0 END) AS rows_unusable FROM quarantine.rejected_rows WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef' GROUP BY dataset, file, fingerprint) AS rejected ON loads.dataset = rejected.dataset AND loads.file = rejected.file AND loads.fingerprint = rejected.fingerprint GROUP BY loads.dataset) AS anon_1;

SELECT
  SUM(CASE WHEN (NOT title IS NULL AND LENGTH(title) < %s) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM staging.movies WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (genre_id IS NULL) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (genre_name IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM staging.genre WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM staging.movie_cast WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (movie_id IS NULL) THEN %s ELSE %s END) AS count_0
FROM (SELECT * FROM staging.movie_genre WHERE TRUE) AS anon_1;

SELECT
  SUM(CASE WHEN (person_id IS NULL) THEN %s ELSE %s END) AS count_0,
  SUM(CASE WHEN (person_name IS NULL) THEN %s ELSE %s END) AS count_1
FROM (SELECT * FROM staging.person WHERE TRUE) AS anon_1;

SELECT
  uri,
  endpoint_url,
  made_up
FROM audit.landing_zones
GROUP BY
  uri,
  endpoint_url,
  made_up
ORDER BY
  MAX(used_at) DESC;

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_3 
WHERE genre_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_3 
WHERE month IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_3 
WHERE movie_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_3 
WHERE movielens_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_3 
WHERE person_id IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT "UnexpectedCountSubquery".unexpected_count 
FROM (SELECT sum(condition) AS unexpected_count 
FROM (SELECT CASE WHEN (release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s) THEN CAST(%s AS NUMERIC) ELSE CAST(%s AS NUMERIC) END AS condition 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_3 
WHERE release_date IS NOT NULL) AS anon_2) AS column_values_count_per_value_subquery) AS anon_1) AS "UnexpectedCountSubquery";

SELECT 1 
FROM staging.cpi 
 LIMIT %s;

SELECT 1 
FROM staging.date 
 LIMIT %s;

SELECT 1 
FROM staging.genre 
 LIMIT %s;

SELECT 1 
FROM staging.links 
 LIMIT %s;

SELECT 1 
FROM staging.movie_cast 
 LIMIT %s;

SELECT 1 
FROM staging.movie_genre 
 LIMIT %s;

SELECT 1 
FROM staging.movies 
 LIMIT %s;

SELECT 1 
FROM staging.person 
 LIMIT %s;

SELECT 1 
FROM staging.ratings 
 LIMIT %s;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
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
    AND published.person_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
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
    AND published.genre_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
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
    AND published.movie_id IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    COUNT(*) AS rows_of_movie
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect
GROUP BY movie_id
HAVING
    COUNT(*) > COUNT(credit_id)
    AND COUNT(credit_id) > 0) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    COUNT(*) AS rows_of_movie
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect
GROUP BY movie_id
HAVING
    COUNT(*) > COUNT(genre_id)
    AND COUNT(genre_id) > 0) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    credit_id,
    COUNT(*) AS times
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect
GROUP BY
    movie_id,
    credit_id
HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    credit_id,
    person_id
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS subselect
WHERE (credit_id IS NULL) <> (person_id IS NULL)) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
    movie_id,
    genre_id,
    COUNT(*) AS times
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS subselect
GROUP BY
    movie_id,
    genre_id
HAVING COUNT(*) > 1) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
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
    AND published.release_date IS NULL) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
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
    problem) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT
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
    )) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies_delivered
FROM staging.movie_cast
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.person 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies_delivered
FROM staging.movie_genre
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.genre 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT COUNT(*) AS movies_delivered
FROM staging.movies
WHERE NOT EXISTS (SELECT 1 FROM (SELECT * 
FROM staging.date 
WHERE true) AS subselect)
HAVING COUNT(*) >= 100) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT found
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
WHERE found = 0) AS substituted_batch_subquery;

SELECT COUNT(*) as unexpected_row_count FROM (SELECT month FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS subselect WHERE EXTRACT(DAY FROM month) <> 1) AS substituted_batch_subquery;

SELECT DISTINCT
  table_name
FROM audit.loads
WHERE
  run_id = %s AND published_at IS NULL;

SELECT budget AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE budget IS NOT NULL AND budget < %s 
 LIMIT %s;

SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position;

SELECT count(*) AS "table.row_count" 
FROM (
        SELECT
            loads.dataset,
            CAST(SUM(loads.rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS BIGINT) AS rows_unusable,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS DOUBLE PRECISION) / NULLIF(SUM(loads.rows_read), 0) AS unusable_share,
            CAST(
                SUM(loads.rows_unaccounted + ABS(loads.rows_quarantined - COALESCE(rejected.rows_rejected, 0))) AS BIGINT
            ) AS rows_unaccounted
        FROM (
        SELECT
            dataset,
            file,
            fingerprint,
            MAX(rows_read) AS rows_read,
            MAX(rows_quarantined) AS rows_quarantined,
            MAX(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined - rows_waiting)) AS rows_unaccounted
        FROM audit.loads
        WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY
            dataset,
            file,
            fingerprint
    ) AS loads
        LEFT JOIN (
            SELECT
                dataset,
                file,
                fingerprint,
                SUM(line_count) AS rows_rejected,
                SUM(CASE WHEN code NOT IN ('no_value_published') THEN line_count ELSE 0 END) AS rows_unusable
            FROM quarantine.rejected_rows
            WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef'
            GROUP BY
                dataset,
                file,
                fingerprint
        ) AS rejected
            ON loads.dataset = rejected.dataset AND loads.file = rejected.file AND loads.fingerprint = rejected.fingerprint
        GROUP BY loads.dataset
    
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

SELECT genre_id AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_id IS NULL 
 LIMIT %s;

SELECT genre_id AS unexpected_values 
FROM (SELECT genre_id, count(*) OVER (PARTITION BY genre_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_2 
WHERE genre_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE genre_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NOT NULL AND length(genre_name) < %s 
 LIMIT %s;

SELECT genre_name AS unexpected_values 
FROM (SELECT * 
FROM staging.genre 
WHERE true) AS anon_1 
WHERE genre_name IS NULL 
 LIMIT %s;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NOT NULL AND NOT (month >= %s AND month <= %s) 
 LIMIT %s;

SELECT month AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE month IS NULL 
 LIMIT %s;

SELECT month AS unexpected_values 
FROM (SELECT month, count(*) OVER (PARTITION BY month) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_2 
WHERE month IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE month IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_cast 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movie_genre 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NOT NULL AND movie_id < %s 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE movie_id IS NULL 
 LIMIT %s;

SELECT movie_id AS unexpected_values 
FROM (SELECT movie_id, count(*) OVER (PARTITION BY movie_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_2 
WHERE movie_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movie_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NOT NULL AND movielens_id < %s 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_1 
WHERE movielens_id IS NULL 
 LIMIT %s;

SELECT movielens_id AS unexpected_values 
FROM (SELECT movielens_id, count(*) OVER (PARTITION BY movielens_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.links 
WHERE true) AS anon_2 
WHERE movielens_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE movielens_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT person_id AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_id IS NULL 
 LIMIT %s;

SELECT person_id AS unexpected_values 
FROM (SELECT person_id, count(*) OVER (PARTITION BY person_id) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_2 
WHERE person_id IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE person_id IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NOT NULL AND length(person_name) < %s 
 LIMIT %s;

SELECT person_name AS unexpected_values 
FROM (SELECT * 
FROM staging.person 
WHERE true) AS anon_1 
WHERE person_name IS NULL 
 LIMIT %s;

SELECT popularity AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE popularity IS NOT NULL AND popularity < %s 
 LIMIT %s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NOT NULL AND price_index <= %s 
 LIMIT %s;

SELECT price_index AS unexpected_values 
FROM (SELECT * 
FROM staging.cpi 
WHERE true) AS anon_1 
WHERE price_index IS NULL 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s) 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_1 
WHERE release_date IS NULL 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE release_date IS NOT NULL AND NOT (release_date >= %s AND release_date <= %s) 
 LIMIT %s;

SELECT release_date AS unexpected_values 
FROM (SELECT release_date, count(*) OVER (PARTITION BY release_date) AS _num_rows 
FROM (SELECT * 
FROM (SELECT * 
FROM staging.date 
WHERE true) AS anon_2 
WHERE release_date IS NOT NULL) AS anon_1) AS column_values_count_per_value_subquery 
WHERE release_date IS NOT NULL AND column_values_count_per_value_subquery._num_rows >= %s 
 LIMIT %s;

SELECT revenue AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE revenue IS NOT NULL AND revenue < %s 
 LIMIT %s;

SELECT rows_unaccounted AS unexpected_values 
FROM (
        SELECT
            loads.dataset,
            CAST(SUM(loads.rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS BIGINT) AS rows_unusable,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS DOUBLE PRECISION) / NULLIF(SUM(loads.rows_read), 0) AS unusable_share,
            CAST(
                SUM(loads.rows_unaccounted + ABS(loads.rows_quarantined - COALESCE(rejected.rows_rejected, 0))) AS BIGINT
            ) AS rows_unaccounted
        FROM (
        SELECT
            dataset,
            file,
            fingerprint,
            MAX(rows_read) AS rows_read,
            MAX(rows_quarantined) AS rows_quarantined,
            MAX(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined - rows_waiting)) AS rows_unaccounted
        FROM audit.loads
        WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY
            dataset,
            file,
            fingerprint
    ) AS loads
        LEFT JOIN (
            SELECT
                dataset,
                file,
                fingerprint,
                SUM(line_count) AS rows_rejected,
                SUM(CASE WHEN code NOT IN ('no_value_published') THEN line_count ELSE 0 END) AS rows_unusable
            FROM quarantine.rejected_rows
            WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef'
            GROUP BY
                dataset,
                file,
                fingerprint
        ) AS rejected
            ON loads.dataset = rejected.dataset AND loads.file = rejected.file AND loads.fingerprint = rejected.fingerprint
        GROUP BY loads.dataset
    
) AS anon_1 
WHERE rows_unaccounted IS NOT NULL AND NOT (rows_unaccounted >= %s AND rows_unaccounted <= %s) 
 LIMIT %s;

SELECT runtime_minutes AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE runtime_minutes IS NOT NULL AND runtime_minutes < %s 
 LIMIT %s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NOT NULL AND length(title) < %s 
 LIMIT %s;

SELECT title AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE title IS NULL 
 LIMIT %s;

SELECT unusable_share AS unexpected_values 
FROM (
        SELECT
            loads.dataset,
            CAST(SUM(loads.rows_read) AS BIGINT) AS rows_read,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS BIGINT) AS rows_unusable,
            CAST(SUM(COALESCE(rejected.rows_unusable, 0)) AS DOUBLE PRECISION) / NULLIF(SUM(loads.rows_read), 0) AS unusable_share,
            CAST(
                SUM(loads.rows_unaccounted + ABS(loads.rows_quarantined - COALESCE(rejected.rows_rejected, 0))) AS BIGINT
            ) AS rows_unaccounted
        FROM (
        SELECT
            dataset,
            file,
            fingerprint,
            MAX(rows_read) AS rows_read,
            MAX(rows_quarantined) AS rows_quarantined,
            MAX(ABS(rows_read - rows_staged - rows_superseded - rows_quarantined - rows_waiting)) AS rows_unaccounted
        FROM audit.loads
        WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef' AND published_at IS NULL
        GROUP BY
            dataset,
            file,
            fingerprint
    ) AS loads
        LEFT JOIN (
            SELECT
                dataset,
                file,
                fingerprint,
                SUM(line_count) AS rows_rejected,
                SUM(CASE WHEN code NOT IN ('no_value_published') THEN line_count ELSE 0 END) AS rows_unusable
            FROM quarantine.rejected_rows
            WHERE MD5(run_id) = '0123456789abcdef0123456789abcdef'
            GROUP BY
                dataset,
                file,
                fingerprint
        ) AS rejected
            ON loads.dataset = rejected.dataset AND loads.file = rejected.file AND loads.fingerprint = rejected.fingerprint
        GROUP BY loads.dataset
    
) AS anon_1 
WHERE unusable_share IS NOT NULL AND unusable_share > %s 
 LIMIT %s;

SELECT vote_average AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_average IS NOT NULL AND NOT (vote_average >= %s AND vote_average <= %s) 
 LIMIT %s;

SELECT vote_count AS unexpected_values 
FROM (SELECT * 
FROM staging.movies 
WHERE true) AS anon_1 
WHERE vote_count IS NOT NULL AND vote_count < %s 
 LIMIT %s;

