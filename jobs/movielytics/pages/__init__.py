"""Where the report and the Data Docs are kept: in a folder or in S3, the latest ones and those of each run."""
