-- Publish the delivered casts whose movie is in the warehouse, and the waiting casts whose movie has arrived. A movie's
-- cast is replaced as a whole. A cast whose movie is not in the warehouse waits; at most one cast per movie does, the
-- latest.
CREATE TEMPORARY TABLE delivered AS
SELECT
    staged.movie_id,
    staged.credit_id,
    staged.person_id,
    staged.character_name,
    staged.billing,
    staged.file_no AS loaded_file_no, -- null for a cast that waited
    movies.movie_id IS NOT NULL AS is_there
FROM staging.movie_cast AS staged
CROSS JOIN this_run
LEFT JOIN movies.movies AS movies
    ON staged.movie_id = movies.movie_id
WHERE this_run.has_load
UNION ALL
SELECT
    waiting.movie_id,
    waiting.credit_id,
    waiting.person_id,
    waiting.character_name,
    waiting.billing,
    NULL AS loaded_file_no,
    TRUE AS is_there
FROM waiting.credits AS waiting
INNER JOIN movies.movies AS movies
    ON waiting.movie_id = movies.movie_id;

-- One row per cast. A movie has at most two, a delivered one and one that waited; the delivered one is later and wins.
CREATE TEMPORARY TABLE casts AS
SELECT
    movie_id,
    loaded_file_no,
    is_there,
    ROW_NUMBER() OVER (
        PARTITION BY movie_id
        ORDER BY
            CASE
                WHEN loaded_file_no IS NULL THEN 2
                ELSE 1
            END
    ) AS place
FROM delivered
GROUP BY
    movie_id,
    loaded_file_no,
    is_there;

CREATE TEMPORARY TABLE latest AS
SELECT delivered.*
FROM delivered
INNER JOIN casts
    ON
        delivered.movie_id = casts.movie_id
        AND delivered.loaded_file_no IS NOT DISTINCT FROM casts.loaded_file_no
WHERE
    casts.place = 1
    AND casts.is_there;

CREATE TEMPORARY TABLE changes AS
SELECT
    latest.credit_id,
    latest.movie_id,
    latest.person_id,
    latest.character_name,
    latest.billing,
    latest.loaded_file_no AS file_no,
    CASE
        WHEN present.credit_id IS NULL THEN 'inserted'
        WHEN
            (latest.person_id IS DISTINCT FROM present.person_id)
            OR (latest.character_name IS DISTINCT FROM present.character_name)
            OR (latest.billing IS DISTINCT FROM present.billing)
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM latest
LEFT JOIN movies.movie_cast AS present
    ON
        latest.movie_id = present.movie_id
        AND latest.credit_id = present.credit_id
WHERE latest.credit_id IS NOT NULL -- null: the movie was delivered and has no cast
UNION ALL
SELECT
    present.credit_id,
    present.movie_id,
    present.person_id,
    present.character_name,
    present.billing,
    casts.loaded_file_no AS file_no,
    'removed' AS action
FROM casts
INNER JOIN movies.movie_cast AS present
    ON casts.movie_id = present.movie_id
LEFT JOIN latest
    ON
        present.movie_id = latest.movie_id
        AND present.credit_id = latest.credit_id
WHERE
    casts.place = 1
    AND casts.is_there
    AND latest.credit_id IS NULL
UNION ALL
SELECT
    NULL AS credit_id,
    movie_id,
    NULL AS person_id,
    NULL AS character_name,
    NULL AS billing,
    loaded_file_no AS file_no,
    CASE
        WHEN is_there THEN 'superseded'
        ELSE 'waiting'
    END AS action
FROM casts
WHERE
    place > 1
    OR NOT is_there
UNION ALL
-- A cast that waited counts as one row of the pseudo file 'waiting'.
SELECT
    NULL AS credit_id,
    movie_id,
    NULL AS person_id,
    NULL AS character_name,
    NULL AS billing,
    NULL AS file_no,
    'released' AS action
FROM casts
WHERE loaded_file_no IS NULL;

DELETE FROM movies.movie_cast
USING changes
WHERE
    movies.movie_cast.movie_id = changes.movie_id
    AND movies.movie_cast.credit_id = changes.credit_id
    AND changes.action = 'removed';

UPDATE movies.movie_cast
SET
    person_id = changes.person_id,
    character_name = changes.character_name,
    billing = changes.billing
FROM changes
WHERE
    movies.movie_cast.movie_id = changes.movie_id
    AND movies.movie_cast.credit_id = changes.credit_id
    AND changes.action = 'updated';

INSERT INTO movies.movie_cast (
    credit_id,
    movie_id,
    person_id,
    character_name,
    billing
)
SELECT
    credit_id,
    movie_id,
    person_id,
    character_name,
    billing
FROM changes
WHERE action = 'inserted';

INSERT INTO counted_at_once (
    file_no,
    action,
    row_count
)
SELECT
    NULL AS file_no,
    'replaced' AS action,
    COUNT(DISTINCT waiting.movie_id) AS row_count
FROM waiting.credits AS waiting
INNER JOIN casts
    ON waiting.movie_id = casts.movie_id
WHERE NOT casts.is_there;

-- Casts that were published, and casts that a later delivery replaced, wait no longer.
DELETE FROM waiting.credits
USING casts
WHERE waiting.credits.movie_id = casts.movie_id;

INSERT INTO waiting.credits (
    file,
    fingerprint,
    file_no,
    run_id,
    waiting_since,
    movie_id,
    credit_id,
    person_id,
    character_name,
    billing
)
SELECT
    loaded_files.file,
    loaded_files.fingerprint,
    loaded_files.file_no,
    this_run.run_id,
    this_run.published_at AS waiting_since,
    delivered.movie_id,
    delivered.credit_id,
    delivered.person_id,
    delivered.character_name,
    delivered.billing
FROM delivered
INNER JOIN loaded_files
    ON delivered.loaded_file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE NOT delivered.is_there;
