DELETE FROM staging.person;

DELETE FROM staging.movie_cast;

COPY staging.person FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/person.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

COPY staging.movie_cast FROM 's3://bucket/prefix/0123456789abcdef0123456789abcdef/movie_cast.manifest' IAM_ROLE 'arn:aws:iam::123456789012:role/movielytics-copy' FORMAT AS PARQUET MANIFEST;

