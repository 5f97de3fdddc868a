-- Publish the staged months of the price index: new ones are inserted, changed ones updated, the others left alone.
CREATE TEMPORARY TABLE changes AS
SELECT
    staged.month,
    staged.price_index,
    staged.file_no,
    CASE
        WHEN present.month IS NULL THEN 'inserted'
        WHEN
            staged.price_index IS DISTINCT FROM present.price_index
            THEN 'updated'
        ELSE 'unchanged'
    END AS action
FROM staging.cpi AS staged
LEFT JOIN movies.cpi AS present
    ON staged.month = present.month;

UPDATE movies.cpi
SET
    price_index = changes.price_index
FROM changes
WHERE
    movies.cpi.month = changes.month
    AND changes.action = 'updated';

INSERT INTO movies.cpi (
    month,
    price_index
)
SELECT
    month,
    price_index
FROM changes
WHERE action = 'inserted';
