DELETE FROM staging.links;

COPY staging.links FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/links.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

DELETE FROM staging.ratings;

COPY staging.ratings FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/ratings.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

