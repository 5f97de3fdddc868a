"""The storage of the report and the Data Docs, in a folder or in S3: the latest pages and those of each run."""
