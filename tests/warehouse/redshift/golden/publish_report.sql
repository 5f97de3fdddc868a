SELECT
  GETDATE() AS now;

SELECT
  *,
  COUNT(*) OVER () AS candidates
FROM marts.highest_rated_movies
ORDER BY
  rank,
  movie_id
LIMIT %(n)s;

SELECT
  *
FROM marts.popular_genres
ORDER BY
  rank,
  genre_name
LIMIT %(n)s;

SELECT
  *
FROM marts.revenue_by_month
ORDER BY
  month;

SELECT
  *
FROM marts.revenue_by_quarter
ORDER BY
  quarter;

SELECT
  *
FROM marts.genre_earnings
ORDER BY
  rank,
  genre_name
LIMIT %(n)s;

SELECT
  (
    SELECT
      COUNT(*)
    FROM movies.genre
  ) AS genres,
  (
    SELECT
      MAX(month)
    FROM movies.cpi
  ) AS prices_until,
  (
    SELECT
      MAX(published_at)
    FROM audit.loads
  ) AS published_at,
  (
    SELECT
      COUNT(DISTINCT movie_id)
    FROM movies.movie_genre
  ) AS movies_with_genre,
  movie_numbers.*,
  rating_numbers.*,
  quarantine_numbers.*,
  (
    SELECT
      COUNT(*)
    FROM waiting.ratings
  ) AS ratings_waiting,
  (
    SELECT
      COUNT(*)
    FROM (
      SELECT DISTINCT
        file,
        fingerprint,
        movie_id
      FROM waiting.credits
    ) AS casts
  ) AS credits_waiting
FROM (
  SELECT
    COUNT(*) AS movies,
    COUNT(release_date) AS dated,
    COUNT(CASE WHEN revenue > 0 THEN 1 END) AS earning,
    SUM(revenue) AS revenue,
    MIN(EXTRACT(YEAR FROM release_date)) AS first_year,
    MAX(EXTRACT(YEAR FROM release_date)) AS last_year
  FROM movies.movies
) AS movie_numbers
CROSS JOIN (
  SELECT
    COALESCE(SUM(ratings), 0) AS ratings,
    COUNT(*) AS rated,
    SUM(rating_sum) / SUM(ratings) AS average_rating
  FROM marts.rating_totals
) AS rating_numbers
CROSS JOIN (
  SELECT
    COALESCE(SUM(line_count), 0) AS quarantined
  FROM quarantine.rows
) AS quarantine_numbers;

SELECT
  checked_at,
  passed
FROM audit.checks
ORDER BY
  checked_at DESC
LIMIT 1;

SELECT
  dataset,
  MAX(published_at) AS published_at
FROM audit.loads
WHERE
  published_at IS NOT NULL AND file_no >= 0
GROUP BY
  dataset
ORDER BY
  dataset;

SELECT
  COUNT(*) AS loads,
  COUNT(
    CASE
      WHEN rows_read = rows_staged + rows_superseded + rows_quarantined + rows_waiting
      THEN 1
    END
  ) AS balanced
FROM audit.loads
WHERE
  staged_at IS NOT NULL;

WITH deliveries AS (
  SELECT
    dataset,
    MAX(rows_read) AS rows_read,
    ROW_NUMBER() OVER (
      PARTITION BY dataset, file
      ORDER BY MAX(staged_at) DESC, run_id DESC, fingerprint DESC
    ) AS age
  FROM audit.loads
  WHERE
    staged_at IS NOT NULL AND file_no >= 0
  GROUP BY
    dataset,
    file,
    fingerprint,
    run_id
), delivered AS (
  SELECT
    dataset,
    SUM(rows_read) AS rows_read
  FROM deliveries
  WHERE
    age = 1
  GROUP BY
    dataset
), quarantined AS (
  SELECT
    dataset,
    SUM(line_count) AS row_count
  FROM quarantine.rows
  WHERE
    NOT code IN ('no_value_published')
  GROUP BY
    dataset
)
SELECT
  delivered.dataset,
  delivered.rows_read,
  COALESCE(quarantined.row_count, 0) AS quarantined
FROM delivered
LEFT JOIN quarantined
  ON delivered.dataset = quarantined.dataset
WHERE
  delivered.rows_read > 0
ORDER BY
  CAST(COALESCE(quarantined.row_count, 0) AS DOUBLE PRECISION) / delivered.rows_read DESC,
  delivered.dataset
LIMIT 1;

SELECT
  table_name,
  file,
  rows_read AS read,
  rows_staged AS staged,
  rows_superseded AS superseded,
  rows_quarantined AS quarantined,
  rows_waiting AS waiting,
  rows_inserted AS inserted,
  rows_updated AS updated,
  rows_unchanged AS unchanged,
  published_at,
  COUNT(*) OVER () AS files
FROM audit.loads
WHERE
  run_id = %(run_id)s
ORDER BY
  table_name,
  file_no,
  file
LIMIT %(n)s;

WITH latest_loads AS (
  SELECT
    *
  FROM (
    SELECT
      loads.*,
      ROW_NUMBER() OVER (PARTITION BY table_name, file ORDER BY published_at DESC) AS age
    FROM audit.loads AS loads
    WHERE
      published_at IS NOT NULL
  ) AS ranked
  WHERE
    age = 1
)
SELECT
  table_name,
  file,
  rows_read AS read,
  rows_staged AS staged,
  rows_superseded AS superseded,
  rows_quarantined AS quarantined,
  rows_waiting AS waiting,
  rows_inserted AS inserted,
  rows_updated AS updated,
  rows_unchanged AS unchanged,
  published_at,
  COUNT(*) OVER () AS files
FROM latest_loads
ORDER BY
  table_name,
  file_no,
  file
LIMIT %(n)s;

SELECT
  run_id,
  started_at,
  seconds,
  gate,
  failed_step,
  rows_read,
  rows_quarantined,
  rows_inserted + rows_updated AS rows_changed
FROM audit.run_history
ORDER BY
  started_at DESC
LIMIT %(n)s;

WITH groups AS (
  SELECT
    dataset,
    file,
    code,
    column_name,
    CAST(SUM(line_count) AS BIGINT) AS row_count,
    MIN(first_line) AS first_line
  FROM quarantine.rows
  WHERE
    TRUE
  GROUP BY
    dataset,
    file,
    code,
    column_name
), ranked AS (
  SELECT
    dataset,
    file,
    code,
    column_name,
    first_line,
    CAST(SUM(row_count) OVER (PARTITION BY dataset, code, column_name) AS BIGINT) AS row_count,
    ROW_NUMBER() OVER (PARTITION BY dataset, code, column_name ORDER BY file) AS place
  FROM groups
), shown AS (
  SELECT
    ranked.*,
    COUNT(*) OVER () AS kinds
  FROM ranked
  WHERE
    place = 1
  ORDER BY
    row_count DESC,
    dataset,
    file,
    code,
    COALESCE(column_name, '')
  LIMIT %(limit)s
)
SELECT
  shown.dataset,
  shown.file,
  shown.code,
  shown.column_name,
  shown.row_count,
  shown.first_line,
  MIN(entries.detail) AS detail,
  MIN(LEFT(entries."raw", %(raw)s)) AS "raw",
  shown.kinds
FROM shown
INNER JOIN quarantine.rows AS entries
  ON shown.dataset = entries.dataset
  AND shown.file = entries.file
  AND shown.code = entries.code
  AND COALESCE(shown.column_name, '') = COALESCE(entries.column_name, '')
  AND shown.first_line = entries.first_line
GROUP BY
  shown.dataset,
  shown.file,
  shown.code,
  shown.column_name,
  shown.row_count,
  shown.first_line,
  shown.kinds
ORDER BY
  shown.row_count DESC,
  shown.dataset,
  shown.file,
  shown.code,
  COALESCE(shown.column_name, '');

DELETE FROM audit.reports
WHERE
  location = %s;

INSERT INTO audit.reports (
  location,
  run_id,
  definition,
  read_at
)
VALUES
  (%s, %s, %s, %s);

