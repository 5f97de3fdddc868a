DELETE FROM staging.cpi;

COPY staging.cpi FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/cpi.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

