-- Decide which of several ratings for a user and movie is published, and where the others go.
-- A delivered rating replaces the earlier one of the same user and MovieLens id. Among the MovieLens ids of a movie the
-- content decides, so that it does not matter how ratings were spread over deliveries: the latest time, then the
-- largest MovieLens id.
CREATE TEMPORARY TABLE changes AS
SELECT
    ranked.*,
    ranked.published_id IS NOT NULL AS has_published,
    CASE
        -- These stay where they are, or give way to a rating that is counted itself.
        WHEN
            ranked.origin = 'published'
            OR (
                ranked.origin = 'superseded'
                AND (ranked.is_replaced OR ranked.place > 1)
            )
            THEN 'kept'
        WHEN ranked.is_replaced OR ranked.place > 1 THEN 'superseded'
        WHEN
            ranked.published_id IS NULL
            AND ranked.was_moved = 0
            THEN 'inserted'
        WHEN
            ranked.published_id IS NULL
            OR ranked.movielens_id <> ranked.published_id
            OR ranked.rating <> ranked.published_rating
            OR ranked.rated_at <> ranked.published_at
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM (
    SELECT
        current_ones.*,
        ROW_NUMBER() OVER (
            PARTITION BY
                current_ones.user_id,
                current_ones.movie_id,
                current_ones.is_replaced
            ORDER BY
                current_ones.rated_at DESC,
                current_ones.movielens_id DESC
        ) AS place
    FROM (
        SELECT
            versions.*,
            ROW_NUMBER() OVER (
                PARTITION BY
                    versions.user_id,
                    versions.movielens_id
                ORDER BY
                    CASE
                        WHEN versions.origin = 'delivered' THEN 1
                        ELSE 2
                    END
            ) > 1 AS is_replaced,
            MAX(CASE WHEN versions.origin = 'moved' THEN 1 ELSE 0 END) OVER (
                PARTITION BY
                    versions.user_id,
                    versions.movielens_id
            ) AS was_moved,
            -- The published rating of the user and movie, if there is one; there is never more than one.
            MAX(CASE WHEN versions.origin = 'published' THEN versions.movielens_id END) OVER (
                PARTITION BY
                    versions.user_id,
                    versions.movie_id
            ) AS published_id,
            MAX(CASE WHEN versions.origin = 'published' THEN versions.rating END) OVER (
                PARTITION BY
                    versions.user_id,
                    versions.movie_id
            ) AS published_rating,
            MAX(CASE WHEN versions.origin = 'published' THEN versions.rated_at END) OVER (
                PARTITION BY
                    versions.user_id,
                    versions.movie_id
            ) AS published_at
        FROM (
            SELECT
                user_id,
                movielens_id,
                movie_id,
                rating,
                rated_at,
                file_no,
                'delivered' AS origin
            FROM staging.delivered_ratings
            WHERE action = 'competing'
            UNION ALL
            SELECT
                user_id,
                movielens_id,
                movie_id,
                rating,
                rated_at,
                NULL AS file_no,
                origin
            FROM staging.earlier_ratings
            WHERE movie_id IS NOT NULL
            UNION ALL
            SELECT
                ratings.user_id,
                ratings.movielens_id,
                ratings.movie_id,
                ratings.rating,
                ratings.rated_at,
                NULL AS file_no,
                'published' AS origin
            FROM (
                SELECT
                    user_id,
                    movie_id
                FROM staging.delivered_ratings
                WHERE action = 'competing'
                UNION
                SELECT
                    user_id,
                    movie_id
                FROM staging.earlier_ratings
                WHERE movie_id IS NOT NULL
            ) AS pairs
            INNER JOIN movies.ratings AS ratings
                ON
                    pairs.user_id = ratings.user_id
                    AND pairs.movie_id = ratings.movie_id
        ) AS versions
    ) AS current_ones
) AS ranked;

-- Published ratings whose link has lost the movie; one that was delivered again waits as delivered.
INSERT INTO changes (
    user_id,
    movielens_id,
    rating,
    rated_at,
    origin,
    action
)
SELECT
    earlier.user_id,
    earlier.movielens_id,
    earlier.rating,
    earlier.rated_at,
    earlier.origin,
    CASE
        WHEN delivered.user_id IS NULL THEN 'waiting'
        ELSE 'superseded'
    END AS action
FROM staging.earlier_ratings AS earlier
LEFT JOIN staging.delivered_ratings AS delivered
    ON
        earlier.user_id = delivered.user_id
        AND earlier.movielens_id = delivered.movielens_id
WHERE earlier.movie_id IS NULL;
