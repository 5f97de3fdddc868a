-- Publish the casts of the delivered movies that are there, and those that waited in quarantine for a movie that is there
-- now. A movie's cast is replaced as a whole; casts of movies that are not there go to quarantine and wait.
CREATE TEMPORARY TABLE delivered AS
SELECT
    staged.movie_id,
    staged.credit_id,
    staged.person_id,
    staged.character_name,
    staged.billing,
    staged.file_no AS loaded_file_no, -- null for a cast that waited
    staged.file_no,
    this_run.published_at AS delivered_at,
    movies.movie_id IS NOT NULL AS is_there
FROM staging.movie_cast AS staged
CROSS JOIN this_run
LEFT JOIN movies.movies AS movies
    ON staged.movie_id = movies.movie_id
WHERE this_run.has_load
UNION ALL
SELECT
    CAST(waiting.waiting_for AS INTEGER) AS movie_id,
    member.credit_id,
    member.person_id,
    member.character_name,
    member.billing,
    NULL AS loaded_file_no,
    waiting.file_no,
    waiting.quarantined_at AS delivered_at,
    TRUE AS is_there
FROM quarantine.raw_rows AS waiting
INNER JOIN movies.movies AS movies
    ON waiting.waiting_for = movies.movie_id
INNER JOIN quarantine.credits AS member
    ON
        waiting.file = member.file
        AND waiting.fingerprint = member.fingerprint
        AND waiting.waiting_for = member.movie_id
WHERE waiting.dataset = 'credits';

-- One row a movie and delivery: what becomes of its whole cast.
CREATE TEMPORARY TABLE casts AS
SELECT
    movie_id,
    file_no,
    loaded_file_no,
    delivered_at,
    is_there,
    ROW_NUMBER() OVER (
        PARTITION BY movie_id
        ORDER BY delivered_at DESC, file_no DESC
    ) AS place
FROM delivered
GROUP BY
    movie_id,
    file_no,
    loaded_file_no,
    delivered_at,
    is_there;

CREATE TEMPORARY TABLE latest AS
SELECT delivered.*
FROM delivered
INNER JOIN casts
    ON
        delivered.movie_id = casts.movie_id
        AND delivered.delivered_at = casts.delivered_at
        AND delivered.file_no = casts.file_no
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
            latest.person_id IS DISTINCT FROM present.person_id
            OR latest.character_name IS DISTINCT FROM present.character_name
            OR latest.billing IS DISTINCT FROM present.billing
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
-- A cast that waited counts as one row of the quarantine's account.
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

DELETE FROM quarantine.raw_rows
USING delivered
WHERE
    delivered.loaded_file_no IS NULL
    AND quarantine.raw_rows.dataset = 'credits'
    AND quarantine.raw_rows.waiting_for = delivered.movie_id;

DELETE FROM quarantine.raw_rows
USING loaded_files
WHERE
    quarantine.raw_rows.dataset = 'credits'
    AND quarantine.raw_rows.file = loaded_files.file
    AND quarantine.raw_rows.fingerprint = loaded_files.fingerprint
    AND quarantine.raw_rows.waiting_for IS NOT NULL;

INSERT INTO quarantine.raw_rows (
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
    'credits' AS dataset,
    loaded_files.file,
    loaded_files.fingerprint,
    loaded_files.file_no,
    ROW_NUMBER() OVER (
        PARTITION BY loaded_files.file_no
        ORDER BY delivered.movie_id
    ) AS row_position,
    'its movie is not in the warehouse yet' AS reason,
    'a cast of ' || CAST(COUNT(delivered.credit_id) AS TEXT) || ': see quarantine.credits' AS raw,
    delivered.movie_id AS waiting_for,
    this_run.run_id,
    this_run.published_at AS quarantined_at
FROM delivered
INNER JOIN loaded_files
    ON delivered.loaded_file_no = loaded_files.file_no
CROSS JOIN this_run
WHERE NOT delivered.is_there
GROUP BY
    loaded_files.file,
    loaded_files.fingerprint,
    loaded_files.file_no,
    delivered.movie_id,
    this_run.run_id,
    this_run.published_at;

DELETE FROM quarantine.credits
USING delivered
WHERE
    delivered.loaded_file_no IS NULL
    AND quarantine.credits.movie_id = delivered.movie_id;

DELETE FROM quarantine.credits
USING loaded_files
WHERE
    quarantine.credits.file = loaded_files.file
    AND quarantine.credits.fingerprint = loaded_files.fingerprint;

INSERT INTO quarantine.credits (
    file,
    fingerprint,
    movie_id,
    credit_id,
    person_id,
    character_name,
    billing
)
SELECT
    loaded_files.file,
    loaded_files.fingerprint,
    delivered.movie_id,
    delivered.credit_id,
    delivered.person_id,
    delivered.character_name,
    delivered.billing
FROM delivered
INNER JOIN loaded_files
    ON delivered.loaded_file_no = loaded_files.file_no
WHERE NOT delivered.is_there;
