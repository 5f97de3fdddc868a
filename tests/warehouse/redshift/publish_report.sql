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
  quarantine_numbers.*
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
    SUM(stars) / SUM(ratings) AS average_rating
  FROM marts.rating_totals
) AS rating_numbers
CROSS JOIN (
  SELECT
    COUNT(*) AS quarantined,
    COUNT(waiting_for) AS waiting
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
  COUNT(*) AS loads,
  COUNT(
    CASE WHEN rows_read = rows_staged + rows_superseded + rows_quarantined THEN 1 END
  ) AS balanced
FROM audit.loads
WHERE
  staged_at IS NOT NULL;

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
  dataset,
  SUM(rows_read) AS rows_read,
  SUM(rows_quarantined - rows_waiting) AS unusable
FROM latest_loads
GROUP BY
  dataset,
  table_name
HAVING
  SUM(rows_read) > 0
ORDER BY
  CAST(SUM(rows_quarantined - rows_waiting) AS DOUBLE PRECISION) / SUM(rows_read) DESC,
  table_name
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

WITH reasons AS (
  SELECT
    dataset,
    reason,
    COUNT(*) AS rows_counted,
    COUNT(waiting_for) AS rows_waiting,
    MIN(file || CHR(  31) || LEFT("raw", %(example)s)) AS example
  FROM quarantine.raw_rows
  GROUP BY
    dataset,
    reason
  UNION ALL
  SELECT
    dataset,
    reason,
    (
      SELECT
        COUNT(*)
      FROM quarantine.ratings
    ) AS rows_counted,
    (
      SELECT
        COUNT(*)
      FROM quarantine.ratings
    ) AS rows_waiting,
    MIN(COALESCE(file, '') || CHR(  31) || LEFT("raw", %(example)s)) AS example
  FROM quarantine.rows
  WHERE
    dataset = 'ratings'
    AND waiting_for = (
      SELECT
        MIN(movielens_id)
      FROM quarantine.ratings
    )
  GROUP BY
    dataset,
    reason
), shortened AS (
  SELECT
    reasons.*,
    SPLIT_PART(
      REGEXP_REPLACE(
        REGEXP_REPLACE(
          REGEXP_REPLACE(
            REGEXP_REPLACE(reason, ': ''.*?'' is not ', ' is not ', 1, 'p'),
            'not a Python literal \\([^;]*\\)',
            'not a Python literal',
            1,
            'p'
          ),
          'item \\d+',
          'an item',
          1,
          'p'
        ),
        ' -?\\d+ is out of range',
        ' is out of range',
        1,
        'p'
      ),
      '; ',
      1
    ) AS problem
  FROM reasons
), kinds AS (
  SELECT
    shortened.*,
    CASE
      WHEN problem LIKE '%% has no usable %%'
      THEN SPLIT_PART(problem, ' has no usable ', 1) || ' has no usable ' || SPLIT_PART(SPLIT_PART(problem, ' has no usable ', 2), ':', 1)
      ELSE problem
    END AS kind
  FROM shortened
)
SELECT
  dataset,
  kind,
  SUM(rows_counted) AS quarantined,
  SUM(rows_waiting) AS waiting,
  MIN(LEFT(reason, %(example)s) || CHR(  31) || example) AS example,
  COUNT(*) OVER () AS kinds
FROM kinds
GROUP BY
  dataset,
  kind
ORDER BY
  quarantined DESC,
  dataset,
  kind
LIMIT %(shown)s;

