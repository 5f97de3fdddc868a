-- Delete the uses of landing zones before the retention, except the last use of each one: the report names them all,
-- and a local run continues with the last one.
DELETE FROM audit.landing_zones
WHERE
    used_at < (SELECT retention.starts_at FROM retention)
    AND EXISTS (
        SELECT 1
        FROM audit.landing_zones AS later
        WHERE
            later.uri = landing_zones.uri
            AND later.endpoint_url = landing_zones.endpoint_url
            AND later.made_up = landing_zones.made_up
            AND later.used_at > landing_zones.used_at
    );
