-- What every run did with every file. These counts are of rows of the file, and in every row of this table
--     rows_read = rows_staged + rows_superseded + rows_quarantined + rows_waiting.
-- The counts rows_inserted, rows_updated and rows_unchanged are of rows of the published table. They are null until the
-- load is published.
CREATE TABLE IF NOT EXISTS audit.loads (
    run_id TEXT NOT NULL, -- Airflow's id of the run
    table_name TEXT NOT NULL, -- the staging table, named as the published table
    dataset TEXT NOT NULL, -- the landing dataset
    file TEXT NOT NULL, -- path relative to the landing zone; 'waiting' for rows that waited for their movie
    file_no INTEGER NOT NULL, -- order of the file within the load: the later one wins
    fingerprint TEXT NOT NULL, -- SHA-256 of the content, or the ETag
    schema_hash TEXT NOT NULL, -- fingerprint of the table's definition: if it changes, old files are loaded again
    header TEXT NOT NULL, -- the file's column names as a JSON array
    rows_read BIGINT NOT NULL, -- rows of the file
    rows_staged BIGINT NOT NULL, -- good rows that go into the table
    rows_superseded BIGINT NOT NULL, -- good rows with a later row of the same key
    rows_quarantined BIGINT NOT NULL, -- a malformed record counts as the lines that it covers
    rows_waiting BIGINT NOT NULL, -- good rows whose movie has not arrived yet
    rows_inserted BIGINT, -- rows of the published table that are new; null until published
    rows_updated BIGINT, -- rows of the published table that changed; null until published
    rows_unchanged BIGINT, -- rows of the published table that were the same before; null until published
    started_at TIMESTAMPTZ NOT NULL, -- when the load began
    staged_at TIMESTAMPTZ, -- when all rows were staged; null before
    published_at TIMESTAMPTZ, -- when the upsert was committed; null before
    PRIMARY KEY (run_id, table_name, file, fingerprint)
);

-- Which attempt of which run owns a staging table: an older attempt that is still alive writes nothing more.
CREATE TABLE IF NOT EXISTS audit.attempts (
    table_name TEXT NOT NULL, -- the staging table
    attempt TEXT NOT NULL, -- random id of the attempt
    run_id TEXT NOT NULL, -- Airflow's id of the run
    PRIMARY KEY (table_name)
);

-- One row per COPY, written in the COPY's own transaction: a task that Spark runs twice loads its rows once.
CREATE TABLE IF NOT EXISTS audit.partitions (
    table_name TEXT NOT NULL, -- the staging table
    attempt TEXT NOT NULL, -- the attempt, as in audit.attempts
    partition_no INTEGER NOT NULL, -- the task's partition; -1 for rows that were deleted again as duplicates
    rows_loaded BIGINT NOT NULL, -- rows that were copied; negative if rows were deleted
    PRIMARY KEY (table_name, attempt, partition_no)
);

-- Every check of the warehouse: what has passed since the last publication need not be validated again.
CREATE TABLE IF NOT EXISTS audit.checks (
    run_id TEXT NOT NULL, -- Airflow's id of the run
    checked_at TIMESTAMPTZ NOT NULL, -- when it began
    expectations TEXT NOT NULL, -- fingerprint of the suites that it used
    passed BOOLEAN NOT NULL, -- whether all expectations were met
    PRIMARY KEY (run_id, checked_at)
);

-- The landing zone of each load of each run: sample data and a user's own files must not mix unnoticed.
CREATE TABLE IF NOT EXISTS audit.landing_zones (
    run_id TEXT NOT NULL, -- Airflow's id of the run
    load_name TEXT NOT NULL, -- empty if a user switched to this landing zone
    uri TEXT NOT NULL, -- an absolute folder, or s3://bucket/prefix
    endpoint_url TEXT NOT NULL, -- the S3 server; empty for Amazon's and for folders
    made_up BOOLEAN NOT NULL, -- whether it holds sample data
    used_at TIMESTAMPTZ NOT NULL, -- when the load began
    PRIMARY KEY (run_id, load_name)
);

-- The files that a run's plan lists for its loads. A load reads these files, or reports that one has changed.
CREATE TABLE IF NOT EXISTS audit.planned_files (
    run_id TEXT NOT NULL, -- Airflow's id of the run
    dataset TEXT NOT NULL, -- the landing dataset
    file TEXT NOT NULL, -- path relative to the landing zone
    file_size BIGINT NOT NULL, -- bytes
    fingerprint TEXT NOT NULL, -- SHA-256 of the content, or the ETag
    identity TEXT NOT NULL, -- what must not change while the file is read
    name TEXT NOT NULL, -- the name to open it by, as a JSON string
    planned_at TIMESTAMPTZ NOT NULL, -- when the plan listed it
    PRIMARY KEY (run_id, dataset, file)
);

-- The last report at each location: a run that publishes nothing need not write it again.
CREATE TABLE IF NOT EXISTS audit.reports (
    location TEXT NOT NULL, -- a file, or s3://bucket/key
    run_id TEXT NOT NULL, -- Airflow's id of the run that wrote it
    definition TEXT NOT NULL, -- fingerprint of the marts and of the page's program
    read_at TIMESTAMPTZ NOT NULL, -- the warehouse's content as of this time
    PRIMARY KEY (location)
);

-- Every try of a step of a run that ended. A step that was killed, or could not reach a server, has no row.
CREATE TABLE IF NOT EXISTS audit.steps (
    run_id TEXT NOT NULL, -- Airflow's id of the run
    step TEXT NOT NULL, -- the task, such as stage_ratings
    started_at TIMESTAMPTZ NOT NULL, -- when the try began
    finished_at TIMESTAMPTZ NOT NULL, -- when it ended
    outcome TEXT NOT NULL, -- done, idle (there was nothing to do), refused (by a gate) or failed
    PRIMARY KEY (run_id, step, started_at)
);
