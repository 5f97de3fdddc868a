SELECT
    release_date,
    day,
    week,
    month,
    quarter,
    year
FROM {batch}
WHERE
    release_date IS NOT NULL
    -- The comparison with a missing part is null, and the part is then wrong.
    AND NOT COALESCE(
        day = EXTRACT(DAY FROM release_date)
        AND week = EXTRACT(WEEK FROM release_date)
        AND month = EXTRACT(MONTH FROM release_date)
        AND quarter = EXTRACT(QUARTER FROM release_date)
        AND year = EXTRACT(YEAR FROM release_date),
        FALSE
    )
