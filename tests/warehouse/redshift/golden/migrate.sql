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

CREATE TABLE IF NOT EXISTS audit.steps (
  run_id VARCHAR(65535) NOT NULL,
  step VARCHAR(65535) NOT NULL,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP NOT NULL,
  outcome VARCHAR(65535) NOT NULL,
  PRIMARY KEY (run_id, step, started_at)
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

CREATE OR REPLACE VIEW audit.freshness AS
SELECT
  loads.table_name,
  MAX(loads.published_at) AS published_at,
  MAX(
    CASE WHEN loads.rows_inserted + loads.rows_updated > 0 THEN loads.published_at END
  ) AS changed_at,
  MAX(CASE WHEN loads.file_no >= 0 THEN loads.staged_at END) AS delivered_at,
  EXTRACT(EPOCH FROM GETDATE()) - EXTRACT(EPOCH FROM MAX(CASE WHEN loads.file_no >= 0 THEN loads.staged_at END)) AS age_seconds
FROM audit.loads AS loads
WHERE
  loads.published_at IS NOT NULL
GROUP BY
  loads.table_name WITH NO SCHEMA BINDING;

CREATE OR REPLACE VIEW audit.run_history AS
WITH tries AS (
  SELECT
    run_id,
    step,
    started_at,
    finished_at,
    outcome,
    ROW_NUMBER() OVER (PARTITION BY run_id, step ORDER BY started_at DESC) AS age
  FROM audit.steps
), runs AS (
  SELECT
    run_id,
    MIN(started_at) AS started_at,
    MAX(finished_at) AS finished_at,
    MIN(CASE WHEN age = 1 AND outcome IN ('refused', 'failed') THEN step END) AS failed_step,
    COUNT(CASE WHEN age = 1 AND outcome = 'refused' THEN 1 END) AS refusals,
    COUNT(
      CASE
        WHEN age = 1 AND outcome = 'done' AND step IN ('audit_staging', 'check_warehouse')
        THEN 1
      END
    ) AS passes
  FROM tries
  GROUP BY
    run_id
), files AS (
  SELECT
    run_id,
    MAX(rows_read) AS rows_read,
    MIN(rows_staged) AS rows_staged,
    MAX(rows_superseded) AS rows_superseded,
    MAX(rows_quarantined) AS rows_quarantined,
    MAX(rows_waiting) AS rows_waiting
  FROM audit.loads
  WHERE
    file_no >= 0
  GROUP BY
    run_id,
    dataset,
    file,
    fingerprint
), counts AS (
  SELECT
    run_id,
    SUM(rows_read) AS rows_read,
    SUM(rows_staged) AS rows_staged,
    SUM(rows_superseded) AS rows_superseded,
    SUM(rows_quarantined) AS rows_quarantined,
    SUM(rows_waiting) AS rows_waiting
  FROM files
  GROUP BY
    run_id
), changes AS (
  SELECT
    run_id,
    SUM(rows_inserted) AS rows_inserted,
    SUM(rows_updated) AS rows_updated
  FROM audit.loads
  GROUP BY
    run_id
)
SELECT
  runs.run_id,
  runs.started_at,
  runs.finished_at,
  CAST(EXTRACT(EPOCH FROM runs.finished_at) - EXTRACT(EPOCH FROM runs.started_at) AS DOUBLE PRECISION) AS seconds,
  CASE WHEN runs.refusals > 0 THEN 'refused' WHEN runs.passes > 0 THEN 'passed' END AS gate,
  runs.failed_step,
  CAST(COALESCE(counts.rows_read, 0) AS BIGINT) AS rows_read,
  CAST(COALESCE(counts.rows_staged, 0) AS BIGINT) AS rows_staged,
  CAST(COALESCE(counts.rows_superseded, 0) AS BIGINT) AS rows_superseded,
  CAST(COALESCE(counts.rows_quarantined, 0) AS BIGINT) AS rows_quarantined,
  CAST(COALESCE(counts.rows_waiting, 0) AS BIGINT) AS rows_waiting,
  CAST(COALESCE(changes.rows_inserted, 0) AS BIGINT) AS rows_inserted,
  CAST(COALESCE(changes.rows_updated, 0) AS BIGINT) AS rows_updated
FROM runs
LEFT JOIN counts
  ON runs.run_id = counts.run_id
LEFT JOIN changes
  ON runs.run_id = changes.run_id WITH NO SCHEMA BINDING;

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
    earnings.revenue AS all_revenue,
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
    SUM(converted.all_revenue) AS all_revenue,
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
  CAST(CAST(genre_sums.revenue AS DOUBLE PRECISION) / genre_sums.all_revenue AS DECIMAL(5, 4)) AS share_converted,
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

SELECT
  pg_namespace.nspname || '.' || pg_class.relname AS relation,
  pg_attribute.attname AS column_name,
  pg_description.description
FROM pg_description
INNER JOIN pg_class
  ON pg_description.objoid = pg_class."oid"
INNER JOIN pg_namespace
  ON pg_class.relnamespace = pg_namespace."oid"
LEFT JOIN pg_attribute
  ON pg_description.objoid = pg_attribute.attrelid
  AND pg_description.objsubid = pg_attribute.attnum
  AND pg_description.objsubid > 0
WHERE
  pg_namespace.nspname IN %s;

COMMENT ON TABLE movies.cpi IS 'Dimension: the price index of admission to movies, theaters and concerts, one row per month (1982-84 = 100).';

COMMENT ON COLUMN movies.cpi.month IS 'The first day of the month [cpi.DATE]';

COMMENT ON COLUMN movies.cpi.price_index IS 'Consumer price index, not seasonally adjusted [cpi.CUSR0000SS62031]';

COMMENT ON TABLE movies.date IS 'Dimension: one row per day on which a movie was released.';

COMMENT ON COLUMN movies.date.release_date IS 'The day [movies_metadata.release_date]';

COMMENT ON COLUMN movies.date.day IS 'Day of the month, 1 to 31 [movies_metadata.release_date]';

COMMENT ON COLUMN movies.date.week IS 'Week of ISO 8601, 1 to 53 [movies_metadata.release_date]';

COMMENT ON COLUMN movies.date.month IS 'Month of the year, 1 to 12 [movies_metadata.release_date]';

COMMENT ON COLUMN movies.date.quarter IS 'Quarter of the year, 1 to 4 [movies_metadata.release_date]';

COMMENT ON COLUMN movies.date.year IS 'Year of the Gregorian calendar [movies_metadata.release_date]';

COMMENT ON TABLE movies.genre IS 'Dimension: one row per genre.';

COMMENT ON COLUMN movies.genre.genre_id IS 'TMDB''s id of the genre [movies_metadata.genres]';

COMMENT ON COLUMN movies.genre.genre_name IS 'The name in the latest row that lists the genre [movies_metadata.genres]';

COMMENT ON TABLE movies.links IS 'Which movie a MovieLens id means.';

COMMENT ON COLUMN movies.links.movielens_id IS 'MovieLens''s id of the movie [links.movieId]';

COMMENT ON COLUMN movies.links.imdb_id IS 'IMDb''s id as MovieLens writes it, without "tt"; null if unknown [links.imdbId]';

COMMENT ON COLUMN movies.links.movie_id IS 'TMDB''s id; null if MovieLens knows none [links.tmdbId]';

COMMENT ON TABLE movies.movie_cast IS 'Bridge: who plays in a movie, one row per credit.';

COMMENT ON COLUMN movies.movie_cast.credit_id IS 'TMDB''s id of the credit [credits.cast]';

COMMENT ON COLUMN movies.movie_cast.movie_id IS 'The movie, by TMDB''s id [credits.id]';

COMMENT ON COLUMN movies.movie_cast.person_id IS 'The person, by TMDB''s id [credits.cast]';

COMMENT ON COLUMN movies.movie_cast.character_name IS 'The role; null if unknown [credits.cast]';

COMMENT ON COLUMN movies.movie_cast.billing IS 'Place in the cast, 0 for the first name; null if unknown [credits.cast]';

COMMENT ON TABLE movies.movie_genre IS 'Bridge: which genres a movie has, one row per movie and genre.';

COMMENT ON COLUMN movies.movie_genre.movie_id IS 'The movie, by TMDB''s id [movies_metadata.id]';

COMMENT ON COLUMN movies.movie_genre.genre_id IS 'The genre, by TMDB''s id [movies_metadata.genres]';

COMMENT ON TABLE movies.movies IS 'Fact: one row per movie.';

COMMENT ON COLUMN movies.movies.movie_id IS 'TMDB''s id of the movie [movies_metadata.id]';

COMMENT ON COLUMN movies.movies.imdb_id IS 'IMDb''s id, such as tt0114709; null if unknown [movies_metadata.imdb_id]';

COMMENT ON COLUMN movies.movies.title IS 'Title in English [movies_metadata.title]';

COMMENT ON COLUMN movies.movies.original_title IS 'Title in the original language; null if unknown [movies_metadata.original_title]';

COMMENT ON COLUMN movies.movies.original_language IS 'ISO 639-1 code, such as en; null if unknown [movies_metadata.original_language]';

COMMENT ON COLUMN movies.movies.status IS 'Stage of production, such as Released; null if unknown [movies_metadata.status]';

COMMENT ON COLUMN movies.movies.is_adult IS 'Whether it is for adults only; null if unknown [movies_metadata.adult]';

COMMENT ON COLUMN movies.movies.is_video IS 'Whether it was released as a video; null if unknown [movies_metadata.video]';

COMMENT ON COLUMN movies.movies.release_date IS 'Day of the first release; null if unknown [movies_metadata.release_date]';

COMMENT ON COLUMN movies.movies.runtime_minutes IS 'Minutes; null or 0 if unknown [movies_metadata.runtime]';

COMMENT ON COLUMN movies.movies.budget IS 'US dollars of the time; null or 0 if unknown [movies_metadata.budget]';

COMMENT ON COLUMN movies.movies.revenue IS 'Worldwide box office, US dollars of the time; null or 0 if unknown [movies_metadata.revenue]';

COMMENT ON COLUMN movies.movies.popularity IS 'TMDB''s measure, in points; null if unknown [movies_metadata.popularity]';

COMMENT ON COLUMN movies.movies.vote_average IS 'Average of TMDB''s votes, 0 to 10; null if unknown [movies_metadata.vote_average]';

COMMENT ON COLUMN movies.movies.vote_count IS 'Number of TMDB''s votes; null if unknown [movies_metadata.vote_count]';

COMMENT ON COLUMN movies.movies.tagline IS 'Advertising line; null if there is none [movies_metadata.tagline]';

COMMENT ON COLUMN movies.movies.overview IS 'Summary of the plot; null if there is none [movies_metadata.overview]';

COMMENT ON COLUMN movies.movies.homepage IS 'Address of the movie''s page; null if there is none [movies_metadata.homepage]';

COMMENT ON TABLE movies.person IS 'Dimension: one row per person in a cast. Name and gender are those of the latest row that lists the person.';

COMMENT ON COLUMN movies.person.person_id IS 'TMDB''s id of the person [credits.cast]';

COMMENT ON COLUMN movies.person.person_name IS 'The name [credits.cast]';

COMMENT ON COLUMN movies.person.gender IS 'TMDB''s code: 0 unknown, 1 female, 2 male, 3 non-binary; null if missing [credits.cast]';

COMMENT ON TABLE movies.ratings IS 'Fact: a user''s rating of a movie, one row per user and movie. A user may have rated two MovieLens ids that mean the same movie. The rating with the latest time is published (then the one with the largest MovieLens id), in whatever order they were delivered; waiting.superseded_ratings keeps the others.';

COMMENT ON COLUMN movies.ratings.user_id IS 'MovieLens''s id of the user [ratings.userId]';

COMMENT ON COLUMN movies.ratings.movie_id IS 'The movie, by TMDB''s id [links.tmdbId]';

COMMENT ON COLUMN movies.ratings.movielens_id IS 'The MovieLens id that the user rated. If its link changes, the rating moves to another movie. [ratings.movieId]';

COMMENT ON COLUMN movies.ratings.rating IS 'Stars, 0.5 to 5.0 in halves, which are exact as binary fractions [ratings.rating]';

COMMENT ON COLUMN movies.ratings.rated_at IS 'When the user rated, in UTC [ratings.timestamp]';

COMMENT ON VIEW marts.genre_earnings IS 'Which genres earned the most in today''s money?';

COMMENT ON VIEW marts.highest_rated_movies IS 'Which movies are rated highest of all time?';

COMMENT ON VIEW marts.popular_genres IS 'Which genres are the most popular?';

COMMENT ON TABLE marts.rating_totals IS 'The totals of each movie''s ratings: marts read these few rows. An upsert that changes ratings computes them again.';

COMMENT ON COLUMN marts.rating_totals.movie_id IS 'The movie, by TMDB''s id [movies.ratings.movie_id]';

COMMENT ON COLUMN marts.rating_totals.ratings IS 'Number of ratings [movies.ratings]';

COMMENT ON COLUMN marts.rating_totals.rating_sum IS 'Sum of the stars; a sum of halves is exact [movies.ratings.rating]';

COMMENT ON VIEW marts.revenue_by_month IS 'Is box office higher for some months of release?';

COMMENT ON VIEW marts.revenue_by_quarter IS 'Is box office higher for some quarters of release?';

COMMENT ON TABLE audit.attempts IS 'Which attempt of which run owns a staging table: an older attempt that is still alive writes nothing more.';

COMMENT ON COLUMN audit.attempts.table_name IS 'The staging table';

COMMENT ON COLUMN audit.attempts.attempt IS 'Random id of the attempt';

COMMENT ON COLUMN audit.attempts.run_id IS 'Airflow''s id of the run';

COMMENT ON TABLE audit.checks IS 'Every check of the warehouse: what has passed since the last publication need not be validated again.';

COMMENT ON COLUMN audit.checks.run_id IS 'Airflow''s id of the run';

COMMENT ON COLUMN audit.checks.checked_at IS 'When it began';

COMMENT ON COLUMN audit.checks.expectations IS 'Fingerprint of the suites that it used';

COMMENT ON COLUMN audit.checks.passed IS 'Whether all expectations were met';

COMMENT ON VIEW audit.freshness IS 'How old the rows of each published table are, as of the query. A table that was never published has no row.';

COMMENT ON TABLE audit.landing_zones IS 'The landing zone of each load of each run: sample data and a user''s own files must not mix unnoticed.';

COMMENT ON COLUMN audit.landing_zones.run_id IS 'Airflow''s id of the run';

COMMENT ON COLUMN audit.landing_zones.load_name IS 'Empty if a user switched to this landing zone';

COMMENT ON COLUMN audit.landing_zones.uri IS 'An absolute folder, or s3://bucket/prefix';

COMMENT ON COLUMN audit.landing_zones.endpoint_url IS 'The S3 server; empty for Amazon''s and for folders';

COMMENT ON COLUMN audit.landing_zones.made_up IS 'Whether it holds sample data';

COMMENT ON COLUMN audit.landing_zones.used_at IS 'When the load began';

COMMENT ON TABLE audit.loads IS 'What every run did with every file. These counts are of rows of the file, and in every row of this table rows_read = rows_staged + rows_superseded + rows_quarantined + rows_waiting. The counts rows_inserted, rows_updated and rows_unchanged are of rows of the published table. They are null until the load is published.';

COMMENT ON COLUMN audit.loads.run_id IS 'Airflow''s id of the run';

COMMENT ON COLUMN audit.loads.table_name IS 'The staging table, named as the published table';

COMMENT ON COLUMN audit.loads.dataset IS 'The landing dataset';

COMMENT ON COLUMN audit.loads.file IS 'Path relative to the landing zone; ''waiting'' for rows that waited for their movie';

COMMENT ON COLUMN audit.loads.file_no IS 'Order of the file within the load: the later one wins';

COMMENT ON COLUMN audit.loads.fingerprint IS 'SHA-256 of the content, or the ETag';

COMMENT ON COLUMN audit.loads.schema_hash IS 'Fingerprint of the table''s definition: if it changes, old files are loaded again';

COMMENT ON COLUMN audit.loads.header IS 'The file''s column names as a JSON array';

COMMENT ON COLUMN audit.loads.rows_read IS 'Rows of the file';

COMMENT ON COLUMN audit.loads.rows_staged IS 'Good rows that go into the table';

COMMENT ON COLUMN audit.loads.rows_superseded IS 'Good rows with a later row of the same key';

COMMENT ON COLUMN audit.loads.rows_quarantined IS 'A malformed record counts as the lines that it covers';

COMMENT ON COLUMN audit.loads.rows_waiting IS 'Good rows whose movie has not arrived yet';

COMMENT ON COLUMN audit.loads.rows_inserted IS 'Rows of the published table that are new; null until published';

COMMENT ON COLUMN audit.loads.rows_updated IS 'Rows of the published table that changed; null until published';

COMMENT ON COLUMN audit.loads.rows_unchanged IS 'Rows of the published table that were the same before; null until published';

COMMENT ON COLUMN audit.loads.started_at IS 'When the load began';

COMMENT ON COLUMN audit.loads.staged_at IS 'When all rows were staged; null before';

COMMENT ON COLUMN audit.loads.published_at IS 'When the upsert was committed; null before';

COMMENT ON TABLE audit.partitions IS 'One row per COPY, written in the COPY''s own transaction: a task that Spark runs twice loads its rows once.';

COMMENT ON COLUMN audit.partitions.table_name IS 'The staging table';

COMMENT ON COLUMN audit.partitions.attempt IS 'The attempt, as in audit.attempts';

COMMENT ON COLUMN audit.partitions.partition_no IS 'The task''s partition; -1 for rows that were deleted again as duplicates';

COMMENT ON COLUMN audit.partitions.rows_loaded IS 'Rows that were copied; negative if rows were deleted';

COMMENT ON TABLE audit.planned_files IS 'The files that a run''s plan lists for its loads. A load reads these files, or reports that one has changed.';

COMMENT ON COLUMN audit.planned_files.run_id IS 'Airflow''s id of the run';

COMMENT ON COLUMN audit.planned_files.dataset IS 'The landing dataset';

COMMENT ON COLUMN audit.planned_files.file IS 'Path relative to the landing zone';

COMMENT ON COLUMN audit.planned_files.file_size IS 'Bytes';

COMMENT ON COLUMN audit.planned_files.fingerprint IS 'SHA-256 of the content, or the ETag';

COMMENT ON COLUMN audit.planned_files."identity" IS 'What must not change while the file is read';

COMMENT ON COLUMN audit.planned_files.name IS 'The name to open it by, as a JSON string';

COMMENT ON COLUMN audit.planned_files.planned_at IS 'When the plan listed it';

COMMENT ON TABLE audit.reports IS 'The last report at each location: a run that publishes nothing need not write it again.';

COMMENT ON COLUMN audit.reports.location IS 'A file, or s3://bucket/key';

COMMENT ON COLUMN audit.reports.run_id IS 'Airflow''s id of the run that wrote it';

COMMENT ON COLUMN audit.reports.definition IS 'Fingerprint of the marts and of the page''s program';

COMMENT ON COLUMN audit.reports.read_at IS 'The warehouse''s content as of this time';

COMMENT ON VIEW audit.run_history IS 'One row per run, from its steps and loads. Only the last try of a step decides about success. Rows are counted once per file, however many tables it fills.';

COMMENT ON TABLE audit.steps IS 'Every try of a step of a run that ended. A step that was killed, or could not reach a server, has no row.';

COMMENT ON COLUMN audit.steps.run_id IS 'Airflow''s id of the run';

COMMENT ON COLUMN audit.steps.step IS 'The task, such as stage_ratings';

COMMENT ON COLUMN audit.steps.started_at IS 'When the try began';

COMMENT ON COLUMN audit.steps.finished_at IS 'When it ended';

COMMENT ON COLUMN audit.steps.outcome IS 'Done, idle (there was nothing to do), refused (by a gate) or failed';

COMMENT ON TABLE quarantine.rejected_rows IS 'Every row that could not be used, of every delivery: nothing that was delivered is lost. The view quarantine.rows shows the rows of the latest delivery of each file.';

COMMENT ON COLUMN quarantine.rejected_rows.dataset IS 'The landing dataset, such as movies_metadata';

COMMENT ON COLUMN quarantine.rejected_rows.file IS 'Path relative to the landing zone';

COMMENT ON COLUMN quarantine.rejected_rows.fingerprint IS 'SHA-256 of the file''s content, or its ETag';

COMMENT ON COLUMN quarantine.rejected_rows.run_id IS 'The run that rejected it';

COMMENT ON COLUMN quarantine.rejected_rows.first_line IS 'Line of the file on which the row begins; the header is usually line 1';

COMMENT ON COLUMN quarantine.rejected_rows.line_count IS 'Lines that the row counts as: more than 1 if a malformed record covers several';

COMMENT ON COLUMN quarantine.rejected_rows.code IS 'Kind of problem, see movielytics/reasons.py';

COMMENT ON COLUMN quarantine.rejected_rows.column_name IS 'The column as the file names it; null if the row as a whole is malformed';

COMMENT ON COLUMN quarantine.rejected_rows.detail IS 'What is wrong, for people';

COMMENT ON COLUMN quarantine.rejected_rows."raw" IS 'The row as delivered; characters that cannot be stored are escaped';

COMMENT ON COLUMN quarantine.rejected_rows.quarantined_at IS 'When it was rejected';

COMMENT ON VIEW quarantine.rows IS 'The rejected rows that are still open: an entry closes as soon as a newer delivery of its file is staged. A delivery that the gate refused counts: its rows are the ones to correct. Entries without a staged load, such as those of a load in progress or of one that failed, are not open.';

