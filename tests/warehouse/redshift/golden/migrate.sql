CREATE SCHEMA IF NOT EXISTS audit;

CREATE SCHEMA IF NOT EXISTS quarantine;

CREATE SCHEMA IF NOT EXISTS waiting;

CREATE SCHEMA IF NOT EXISTS staging;

CREATE SCHEMA IF NOT EXISTS movies;

CREATE SCHEMA IF NOT EXISTS marts;

SELECT
  table_schema,
  table_name,
  column_name
FROM information_schema.columns
WHERE
  table_schema IN %s AND table_schema <> 'marts'
ORDER BY
  table_schema,
  table_name,
  ordinal_position;

CREATE TABLE IF NOT EXISTS audit.loads (
  run_id VARCHAR(65535) NOT NULL,
  table_name VARCHAR(65535) NOT NULL,
  dataset VARCHAR(65535) NOT NULL,
  file VARCHAR(65535) NOT NULL,
  file_no INTEGER NOT NULL,
  fingerprint VARCHAR(65535) NOT NULL,
  schema_hash VARCHAR(65535) NOT NULL,
  header VARCHAR(65535) NOT NULL,
  rows_read BIGINT NOT NULL,
  rows_staged BIGINT NOT NULL,
  rows_superseded BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL,
  rows_waiting BIGINT NOT NULL,
  rows_inserted BIGINT,
  rows_updated BIGINT,
  rows_unchanged BIGINT,
  started_at TIMESTAMP NOT NULL,
  staged_at TIMESTAMP,
  published_at TIMESTAMP,
  PRIMARY KEY (run_id, table_name, file, fingerprint)
)
DISTSTYLE ALL
COMPOUND SORTKEY(table_name, published_at);

CREATE TABLE IF NOT EXISTS audit.attempts (
  table_name VARCHAR(65535) NOT NULL,
  attempt VARCHAR(65535) NOT NULL,
  run_id VARCHAR(65535) NOT NULL,
  PRIMARY KEY (table_name)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS audit.partitions (
  table_name VARCHAR(65535) NOT NULL,
  attempt VARCHAR(65535) NOT NULL,
  partition_no INTEGER NOT NULL,
  rows_loaded BIGINT NOT NULL,
  PRIMARY KEY (table_name, attempt, partition_no)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS audit.checks (
  run_id VARCHAR(65535) NOT NULL,
  checked_at TIMESTAMP NOT NULL,
  expectations VARCHAR(65535) NOT NULL,
  passed BOOLEAN NOT NULL,
  PRIMARY KEY (run_id, checked_at)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS audit.landing_zones (
  run_id VARCHAR(65535) NOT NULL,
  load_name VARCHAR(65535) NOT NULL,
  uri VARCHAR(65535) NOT NULL,
  endpoint_url VARCHAR(65535) NOT NULL,
  made_up BOOLEAN NOT NULL,
  used_at TIMESTAMP NOT NULL,
  PRIMARY KEY (run_id, load_name)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS audit.planned_files (
  run_id VARCHAR(65535) NOT NULL,
  dataset VARCHAR(65535) NOT NULL,
  file VARCHAR(65535) NOT NULL,
  file_size BIGINT NOT NULL,
  fingerprint VARCHAR(65535) NOT NULL,
  "identity" VARCHAR(65535) NOT NULL,
  name VARCHAR(65535) NOT NULL,
  planned_at TIMESTAMP NOT NULL,
  PRIMARY KEY (run_id, dataset, file)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS audit.reports (
  location VARCHAR(65535) NOT NULL,
  run_id VARCHAR(65535) NOT NULL,
  definition VARCHAR(65535) NOT NULL,
  read_at TIMESTAMP NOT NULL,
  PRIMARY KEY (location)
)
DISTSTYLE ALL;

CREATE TABLE IF NOT EXISTS quarantine.rejected_rows (
  dataset VARCHAR(65535) NOT NULL,
  file VARCHAR(65535) NOT NULL,
  fingerprint VARCHAR(65535) NOT NULL,
  run_id VARCHAR(65535) NOT NULL,
  first_line BIGINT NOT NULL,
  line_count INTEGER NOT NULL,
  code VARCHAR(65535) NOT NULL,
  column_name VARCHAR(65535),
  detail VARCHAR(65535) NOT NULL,
  "raw" VARCHAR(65535) NOT NULL,
  quarantined_at TIMESTAMP NOT NULL
)
DISTSTYLE EVEN
COMPOUND SORTKEY(dataset, file);

CREATE TABLE IF NOT EXISTS waiting.ratings (
  rated_at TIMESTAMP NOT NULL,
  waiting_since TIMESTAMP NOT NULL,
  user_id INTEGER NOT NULL,
  movielens_id INTEGER NOT NULL,
  rating REAL NOT NULL,
  file_no INTEGER NOT NULL
)
DISTSTYLE EVEN
COMPOUND SORTKEY(movielens_id);

CREATE TABLE IF NOT EXISTS waiting.superseded_ratings (
  rated_at TIMESTAMP NOT NULL,
  user_id INTEGER NOT NULL,
  movielens_id INTEGER NOT NULL,
  rating REAL NOT NULL
)
DISTSTYLE EVEN
COMPOUND SORTKEY(movielens_id);

CREATE TABLE IF NOT EXISTS waiting.credits (
  file VARCHAR(65535) NOT NULL,
  fingerprint VARCHAR(65535) NOT NULL,
  file_no INTEGER NOT NULL,
  run_id VARCHAR(65535) NOT NULL,
  waiting_since TIMESTAMP NOT NULL,
  movie_id INTEGER NOT NULL,
  credit_id VARCHAR(65535),
  person_id INTEGER,
  character_name VARCHAR(65535),
  billing INTEGER
)
DISTSTYLE EVEN
COMPOUND SORTKEY(movie_id);

CREATE TABLE IF NOT EXISTS staging.movies (
  movie_id INTEGER,
  imdb_id VARCHAR(65535),
  title VARCHAR(65535),
  original_title VARCHAR(65535),
  original_language VARCHAR(65535),
  status VARCHAR(65535),
  is_adult BOOLEAN,
  is_video BOOLEAN,
  release_date DATE,
  runtime_minutes DOUBLE PRECISION,
  budget BIGINT,
  revenue BIGINT,
  popularity DOUBLE PRECISION,
  vote_average DOUBLE PRECISION,
  vote_count INTEGER,
  tagline VARCHAR(65535),
  overview VARCHAR(65535),
  homepage VARCHAR(65535),
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.movies (
  movie_id INTEGER NOT NULL,
  imdb_id VARCHAR(65535),
  title VARCHAR(65535) NOT NULL,
  original_title VARCHAR(65535),
  original_language VARCHAR(65535),
  status VARCHAR(65535),
  is_adult BOOLEAN,
  is_video BOOLEAN,
  release_date DATE,
  runtime_minutes DOUBLE PRECISION,
  budget BIGINT,
  revenue BIGINT,
  popularity DOUBLE PRECISION,
  vote_average DOUBLE PRECISION,
  vote_count INTEGER,
  tagline VARCHAR(65535),
  overview VARCHAR(65535),
  homepage VARCHAR(65535),
  PRIMARY KEY (movie_id)
)
DISTSTYLE KEY
DISTKEY(movie_id)
COMPOUND SORTKEY(movie_id);

CREATE TABLE IF NOT EXISTS staging.genre (
  genre_id INTEGER,
  genre_name VARCHAR(65535),
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.genre (
  genre_id INTEGER NOT NULL,
  genre_name VARCHAR(65535) NOT NULL,
  PRIMARY KEY (genre_id)
)
DISTSTYLE ALL
COMPOUND SORTKEY(genre_id);

CREATE TABLE IF NOT EXISTS staging.date (
  release_date DATE,
  day INTEGER,
  week INTEGER,
  month INTEGER,
  quarter INTEGER,
  year INTEGER,
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.date (
  release_date DATE NOT NULL,
  day INTEGER NOT NULL,
  week INTEGER NOT NULL,
  month INTEGER NOT NULL,
  quarter INTEGER NOT NULL,
  year INTEGER NOT NULL,
  PRIMARY KEY (release_date)
)
DISTSTYLE ALL
COMPOUND SORTKEY(release_date);

CREATE TABLE IF NOT EXISTS staging.cpi (
  month DATE,
  price_index DECIMAL(9, 3),
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.cpi (
  month DATE NOT NULL,
  price_index DECIMAL(9, 3) NOT NULL,
  PRIMARY KEY (month)
)
DISTSTYLE ALL
COMPOUND SORTKEY(month);

CREATE TABLE IF NOT EXISTS staging.links (
  movielens_id INTEGER,
  imdb_id VARCHAR(65535),
  movie_id INTEGER,
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.links (
  movielens_id INTEGER NOT NULL,
  imdb_id VARCHAR(65535),
  movie_id INTEGER,
  PRIMARY KEY (movielens_id)
)
DISTSTYLE ALL
COMPOUND SORTKEY(movielens_id);

CREATE TABLE IF NOT EXISTS staging.person (
  person_id INTEGER,
  person_name VARCHAR(65535),
  gender INTEGER,
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.person (
  person_id INTEGER NOT NULL,
  person_name VARCHAR(65535) NOT NULL,
  gender INTEGER,
  PRIMARY KEY (person_id)
)
DISTSTYLE ALL
COMPOUND SORTKEY(person_id);

CREATE TABLE IF NOT EXISTS staging.ratings (
  row_position BIGINT,
  rated_at TIMESTAMP,
  user_id INTEGER,
  movielens_id INTEGER,
  rating REAL,
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.ratings (
  user_id INTEGER NOT NULL,
  movie_id INTEGER NOT NULL,
  movielens_id INTEGER NOT NULL,
  rating REAL NOT NULL,
  rated_at TIMESTAMP NOT NULL,
  PRIMARY KEY (user_id, movie_id)
)
DISTSTYLE KEY
DISTKEY(movie_id)
COMPOUND SORTKEY(movie_id, user_id);

CREATE TABLE IF NOT EXISTS staging.rated_movies (
  movielens_id INTEGER NOT NULL,
  movie_id INTEGER NOT NULL,
  is_shared BOOLEAN NOT NULL,
  PRIMARY KEY (movielens_id)
)
DISTSTYLE ALL
COMPOUND SORTKEY(movielens_id);

CREATE TABLE IF NOT EXISTS marts.rating_totals (
  movie_id INTEGER NOT NULL,
  ratings BIGINT NOT NULL,
  rating_sum DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (movie_id)
)
DISTSTYLE KEY
DISTKEY(movie_id)
COMPOUND SORTKEY(movie_id);

CREATE TABLE IF NOT EXISTS staging.movie_genre (
  movie_id INTEGER,
  genre_id INTEGER,
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.movie_genre (
  movie_id INTEGER NOT NULL,
  genre_id INTEGER NOT NULL,
  PRIMARY KEY (movie_id, genre_id)
)
DISTSTYLE KEY
DISTKEY(movie_id)
COMPOUND SORTKEY(movie_id, genre_id);

CREATE TABLE IF NOT EXISTS staging.movie_cast (
  credit_id VARCHAR(65535),
  movie_id INTEGER,
  person_id INTEGER,
  character_name VARCHAR(65535),
  billing INTEGER,
  file_no INTEGER
)
DISTSTYLE EVEN;

CREATE TABLE IF NOT EXISTS movies.movie_cast (
  credit_id VARCHAR(65535) NOT NULL,
  movie_id INTEGER NOT NULL,
  person_id INTEGER NOT NULL,
  character_name VARCHAR(65535),
  billing INTEGER,
  PRIMARY KEY (movie_id, credit_id)
)
DISTSTYLE KEY
DISTKEY(movie_id)
COMPOUND SORTKEY(movie_id, credit_id);

CREATE OR REPLACE VIEW quarantine.rows AS
SELECT
  rejected.dataset,
  rejected.file,
  rejected.fingerprint,
  rejected.run_id,
  rejected.first_line,
  rejected.line_count,
  rejected.code,
  rejected.column_name,
  rejected.detail,
  rejected."raw",
  rejected.quarantined_at
FROM quarantine.rejected_rows AS rejected
INNER JOIN (
  SELECT
    dataset,
    file,
    fingerprint,
    run_id,
    ROW_NUMBER() OVER (
      PARTITION BY dataset, file
      ORDER BY MAX(staged_at) DESC, run_id DESC, fingerprint DESC
    ) AS age
  FROM audit.loads
  WHERE
    staged_at IS NOT NULL
  GROUP BY
    dataset,
    file,
    fingerprint,
    run_id
) AS deliveries
  ON rejected.dataset = deliveries.dataset
  AND rejected.file = deliveries.file
  AND rejected.fingerprint = deliveries.fingerprint
  AND rejected.run_id = deliveries.run_id
WHERE
  deliveries.age = 1 WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW waiting.rows AS
SELECT
  'ratings' AS dataset,
  loads.file,
  loads.fingerprint,
  loads.run_id,
  waiting.movielens_id AS waiting_for,
  waiting.waiting_since
FROM waiting.ratings AS waiting
LEFT JOIN audit.loads AS loads
  ON loads.table_name = 'ratings'
  AND waiting.waiting_since = loads.published_at
  AND waiting.file_no = loads.file_no
UNION ALL
SELECT
  'credits' AS dataset,
  file,
  fingerprint,
  run_id,
  movie_id AS waiting_for,
  waiting_since
FROM waiting.credits
GROUP BY
  file,
  fingerprint,
  run_id,
  movie_id,
  waiting_since WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW marts.genre_earnings AS
WITH earnings AS (
  SELECT
    movie_id,
    revenue,
    CAST(DATE_TRUNC('MONTH', CAST(release_date AS TIMESTAMP)) AS DATE) AS release_month
  FROM movies.movies
  WHERE
    revenue > 0
), release_months AS (
  SELECT DISTINCT
    release_month
  FROM earnings
), price_months AS (
  SELECT
    release_months.release_month,
    MAX(cpi.month) AS price_month
  FROM release_months
  INNER JOIN movies.cpi AS cpi
    ON release_months.release_month >= cpi.month
    AND release_months.release_month - INTERVAL '12 MONTHS' <= cpi.month
  GROUP BY
    release_months.release_month
), latest_price AS (
  SELECT
    month,
    price_index
  FROM movies.cpi
  WHERE
    month = (
      SELECT
        MAX(month)
      FROM movies.cpi
    )
), converted AS (
  SELECT
    earnings.movie_id,
    latest_price.month AS today,
    CASE WHEN cpi.month IS NOT NULL THEN earnings.revenue END AS revenue,
    earnings.revenue * latest_price.price_index / cpi.price_index AS revenue_today
  FROM earnings
  LEFT JOIN price_months
    ON earnings.release_month = price_months.release_month
  LEFT JOIN movies.cpi AS cpi
    ON price_months.price_month = cpi.month
  LEFT JOIN latest_price
    ON TRUE
), genre_sums AS (
  SELECT
    movie_genre.genre_id,
    converted.today,
    COUNT(converted.revenue) AS movies,
    COUNT(*) - COUNT(converted.revenue) AS movies_left_out,
    COALESCE(SUM(converted.revenue), 0) AS revenue,
    COALESCE(SUM(converted.revenue_today), 0) AS revenue_today
  FROM converted
  INNER JOIN movies.movie_genre AS movie_genre
    ON converted.movie_id = movie_genre.movie_id
  GROUP BY
    movie_genre.genre_id,
    converted.today
)
SELECT
  RANK() OVER (ORDER BY genre_sums.revenue_today DESC) AS rank,
  genre.genre_id,
  genre.genre_name,
  genre_sums.movies,
  genre_sums.movies_left_out,
  CAST(genre_sums.revenue AS BIGINT) AS revenue,
  CAST(ROUND(genre_sums.revenue_today) AS DECIMAL(38, 0)) AS revenue_today,
  CAST(ROUND(genre_sums.revenue_today / NULLIF(genre_sums.movies, 0)) AS BIGINT) AS average_revenue_today,
  genre_sums.today
FROM genre_sums
INNER JOIN movies.genre AS genre
  ON genre_sums.genre_id = genre.genre_id WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW marts.highest_rated_movies AS
WITH votes AS (
  SELECT
    CAST(CEIL(PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY
      ratings)) AS INTEGER) AS minimum_ratings,
    CAST(SUM(rating_sum) AS DECIMAL(24, 6)) / SUM(ratings) AS average_rating
  FROM marts.rating_totals
), candidates AS (
  SELECT
    rated_movies.movie_id,
    rated_movies.ratings,
    votes.minimum_ratings,
    CAST(rated_movies.rating_sum AS DECIMAL(24, 6)) / rated_movies.ratings AS average_rating,
    (
      CAST(rated_movies.rating_sum AS DECIMAL(24, 6)) + votes.minimum_ratings * votes.average_rating
    ) / (
      rated_movies.ratings + votes.minimum_ratings
    ) AS weighted_rating
  FROM marts.rating_totals AS rated_movies
  CROSS JOIN votes
  WHERE
    rated_movies.ratings >= votes.minimum_ratings
)
SELECT
  RANK() OVER (ORDER BY candidates.weighted_rating DESC, candidates.ratings DESC) AS rank,
  candidates.movie_id,
  movies.title,
  CAST(EXTRACT(YEAR FROM movies.release_date) AS INTEGER) AS release_year,
  candidates.ratings,
  ROUND(candidates.average_rating, 2) AS average_rating,
  ROUND(candidates.weighted_rating, 3) AS weighted_rating,
  candidates.minimum_ratings
FROM candidates
INNER JOIN movies.movies AS movies
  ON candidates.movie_id = movies.movie_id WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW marts.popular_genres AS
WITH all_ratings AS (
  SELECT
    SUM(ratings) AS ratings
  FROM marts.rating_totals
), genre_ratings AS (
  SELECT
    movie_genre.genre_id,
    COUNT(*) AS movies,
    COALESCE(SUM(rated_movies.ratings), 0) AS ratings,
    CAST(SUM(rated_movies.rating_sum) AS DECIMAL(24, 6)) AS rating_sum
  FROM movies.movie_genre AS movie_genre
  LEFT JOIN marts.rating_totals AS rated_movies
    ON movie_genre.movie_id = rated_movies.movie_id
  GROUP BY
    movie_genre.genre_id
)
SELECT
  RANK() OVER (ORDER BY genre_ratings.ratings DESC) AS rank,
  genre.genre_id,
  genre.genre_name,
  genre_ratings.movies,
  CAST(genre_ratings.ratings AS BIGINT) AS ratings,
  ROUND(CAST(genre_ratings.ratings AS DECIMAL(24, 6)) / genre_ratings.movies, 1) AS ratings_per_movie,
  ROUND(genre_ratings.rating_sum / NULLIF(genre_ratings.ratings, 0), 2) AS average_rating,
  ROUND(CAST(genre_ratings.ratings AS DECIMAL(24, 6)) / all_ratings.ratings, 4) AS share_of_ratings
FROM genre_ratings
INNER JOIN movies.genre AS genre
  ON genre_ratings.genre_id = genre.genre_id
CROSS JOIN all_ratings WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW marts.revenue_by_month AS
WITH earnings AS (
  SELECT
    dates.month,
    CAST(movies.revenue AS DECIMAL(24, 6)) AS revenue
  FROM movies.movies AS movies
  INNER JOIN movies.date AS dates
    ON movies.release_date = dates.release_date
  WHERE
    movies.revenue > 0
), all_movies AS (
  SELECT
    AVG(revenue) AS average_revenue
  FROM earnings
)
SELECT
  earnings.month,
  COUNT(*) AS movies,
  CAST(ROUND(AVG(earnings.revenue)) AS BIGINT) AS average_revenue,
  CAST(ROUND(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    earnings.revenue)) AS BIGINT) AS median_revenue,
  ROUND(AVG(earnings.revenue) / all_movies.average_revenue, 3) AS ratio_to_average
FROM earnings
CROSS JOIN all_movies
GROUP BY
  earnings.month,
  all_movies.average_revenue WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW marts.revenue_by_quarter AS
WITH earnings AS (
  SELECT
    dates.quarter,
    CAST(movies.revenue AS DECIMAL(24, 6)) AS revenue
  FROM movies.movies AS movies
  INNER JOIN movies.date AS dates
    ON movies.release_date = dates.release_date
  WHERE
    movies.revenue > 0
), all_movies AS (
  SELECT
    AVG(revenue) AS average_revenue
  FROM earnings
)
SELECT
  earnings.quarter,
  COUNT(*) AS movies,
  CAST(ROUND(AVG(earnings.revenue)) AS BIGINT) AS average_revenue,
  CAST(ROUND(PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY
    earnings.revenue)) AS BIGINT) AS median_revenue,
  ROUND(AVG(earnings.revenue) / all_movies.average_revenue, 3) AS ratio_to_average
FROM earnings
CROSS JOIN all_movies
GROUP BY
  earnings.quarter,
  all_movies.average_revenue WITH NO SCHEMA BINDING;

