SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(movie_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(LENGTH(imdb_id) AS VARCHAR(65535)) || ':' || imdb_id, '') || ',' || COALESCE(CAST(LENGTH(title) AS VARCHAR(65535)) || ':' || title, '') || ',' || COALESCE(CAST(LENGTH(original_title) AS VARCHAR(65535)) || ':' || original_title, '') || ',' || COALESCE(CAST(LENGTH(original_language) AS VARCHAR(65535)) || ':' || original_language, '') || ',' || COALESCE(CAST(LENGTH(status) AS VARCHAR(65535)) || ':' || status, '') || ',' || COALESCE(CASE WHEN is_adult THEN 'true' WHEN NOT is_adult THEN 'false' END, '') || ',' || COALESCE(CASE WHEN is_video THEN 'true' WHEN NOT is_video THEN 'false' END, '') || ',' || COALESCE(CAST(release_date AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(runtime_minutes AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(budget AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(revenue AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(popularity AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(vote_average AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(vote_count AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(LENGTH(tagline) AS VARCHAR(65535)) || ':' || tagline, '') || ',' || COALESCE(CAST(LENGTH(overview) AS VARCHAR(65535)) || ':' || overview, '') || ',' || COALESCE(CAST(LENGTH(homepage) AS VARCHAR(65535)) || ':' || homepage, '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.movies;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(genre_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(LENGTH(genre_name) AS VARCHAR(65535)) || ':' || genre_name, '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.genre;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(release_date AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(day AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(week AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(month AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(quarter AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(year AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.date;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(month AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(price_index AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.cpi;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(movielens_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(LENGTH(imdb_id) AS VARCHAR(65535)) || ':' || imdb_id, '') || ',' || COALESCE(CAST(movie_id AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.links;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(person_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(LENGTH(person_name) AS VARCHAR(65535)) || ':' || person_name, '') || ',' || COALESCE(CAST(gender AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.person;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(user_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(movie_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(movielens_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(rating AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(rated_at AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.ratings;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(movie_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(genre_id AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.movie_genre;

SELECT
  COUNT(*),
  COALESCE(
    SUM(
      CAST(STRTOL(
        LEFT(
          MD5(
            COALESCE(CAST(LENGTH(credit_id) AS VARCHAR(65535)) || ':' || credit_id, '') || ',' || COALESCE(CAST(movie_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(person_id AS VARCHAR(65535)), '') || ',' || COALESCE(CAST(LENGTH(character_name) AS VARCHAR(65535)) || ':' || character_name, '') || ',' || COALESCE(CAST(billing AS VARCHAR(65535)), '') || ','
          ),
          15
        ),
        16
      ) AS BIGINT)
    ),
    0
  )
FROM movies.movie_cast;

