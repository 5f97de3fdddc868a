-- Publish the staged ratings whose movie is there, and those that waited in quarantine for a movie that is there now.
-- The others go to quarantine and wait.
CREATE TEMPORARY TABLE delivered AS
SELECT
    staged.user_id,
    staged.movielens_id,
    staged.rating,
    staged.rated_at,
    staged.file_no AS loaded_file_no, -- null for a rating that waited
    staged.file_no,
    staged.row_position,
    this_run.published_at AS delivered_at
FROM staging.ratings AS staged
CROSS JOIN this_run
WHERE this_run.has_load
UNION ALL
SELECT
    CAST(SPLIT_PART(waiting.raw, ',', 1) AS INTEGER) AS user_id,
    CAST(waiting.waiting_for AS INTEGER) AS movielens_id,
    CAST(SPLIT_PART(waiting.raw, ',', 3) AS NUMERIC(2, 1)) AS rating,
    TIMESTAMPTZ 'epoch' + CAST(SPLIT_PART(waiting.raw, ',', 4) AS BIGINT) * INTERVAL '1 second' AS rated_at,
    NULL AS loaded_file_no,
    waiting.file_no,
    waiting.row_position,
    waiting.quarantined_at AS delivered_at
FROM quarantine.rows AS waiting
INNER JOIN movies.links AS links
    ON waiting.waiting_for = links.movielens_id
INNER JOIN movies.movies AS movies
    ON links.movie_id = movies.movie_id
WHERE waiting.dataset = 'ratings';

-- Two MovieLens ids may mean one movie: of a user's ratings of it the latest counts.
CREATE TEMPORARY TABLE changes AS
SELECT
    ranked.user_id,
    ranked.movielens_id,
    ranked.movie_id,
    ranked.rating,
    ranked.rated_at,
    ranked.row_position,
    ranked.loaded_file_no AS file_no,
    CASE
        WHEN ranked.movie_id IS NULL THEN 'waiting'
        WHEN ranked.place > 1 THEN 'superseded'
        WHEN present.user_id IS NULL THEN 'inserted'
        WHEN
            ranked.rating IS DISTINCT FROM present.rating
            OR ranked.rated_at IS DISTINCT FROM present.rated_at
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM (
    SELECT
        delivered.*,
        movies.movie_id,
        ROW_NUMBER() OVER (
            PARTITION BY delivered.user_id, movies.movie_id
            ORDER BY delivered.delivered_at DESC, delivered.file_no DESC, delivered.row_position DESC
        ) AS place
    FROM delivered
    LEFT JOIN movies.links AS links
        ON delivered.movielens_id = links.movielens_id
    LEFT JOIN movies.movies AS movies
        ON links.movie_id = movies.movie_id
) AS ranked
LEFT JOIN movies.ratings AS present
    ON
        ranked.user_id = present.user_id
        AND ranked.movie_id = present.movie_id
UNION ALL
-- Each rating that waited, once more: the rows read of the quarantine's account.
SELECT
    user_id,
    movielens_id,
    NULL AS movie_id,
    rating,
    rated_at,
    row_position,
    NULL AS file_no,
    'released' AS action
FROM delivered
WHERE loaded_file_no IS NULL;

UPDATE movies.ratings
SET
    rating = changes.rating,
    rated_at = changes.rated_at
FROM changes
WHERE
    movies.ratings.user_id = changes.user_id
    AND movies.ratings.movie_id = changes.movie_id
    AND changes.action = 'updated';

INSERT INTO movies.ratings (
    user_id,
    movie_id,
    rating,
    rated_at
)
SELECT
    user_id,
    movie_id,
    rating,
    rated_at
FROM changes
WHERE action = 'inserted';

-- What waited and is published now leaves the quarantine, and so does what this file has delivered again.
DELETE FROM quarantine.rows
USING movies.links, movies.movies
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.waiting_for = movies.links.movielens_id
    AND movies.links.movie_id = movies.movies.movie_id;

DELETE FROM quarantine.rows
USING loaded_files
WHERE
    quarantine.rows.dataset = 'ratings'
    AND quarantine.rows.file = loaded_files.file
    AND quarantine.rows.fingerprint = loaded_files.fingerprint
    AND quarantine.rows.waiting_for IS NOT NULL;

INSERT INTO quarantine.rows (
    dataset,
    file,
    fingerprint,
    file_no,
    row_position,
    reason,
    raw,
    waiting_for,
    run_id,
    quarantined_at
)
SELECT
    'ratings' AS dataset,
    loaded_files.file,
    loaded_files.fingerprint,
    changes.file_no,
    changes.row_position,
    'its movie is not in the warehouse yet' AS reason,
    -- Always userId,movieId,rating,timestamp, however the file ordered them: read again above.
    CONCAT_WS(
        ',',
        changes.user_id,
        changes.movielens_id,
        changes.rating,
        CAST(EXTRACT(EPOCH FROM changes.rated_at) AS BIGINT)
    ) AS raw,
    changes.movielens_id AS waiting_for,
    this_run.run_id,
    this_run.published_at AS quarantined_at
FROM changes
INNER JOIN loaded_files
    ON changes.file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE changes.action = 'waiting';
