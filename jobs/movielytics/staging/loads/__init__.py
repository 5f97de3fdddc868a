"""One module per load: the fields it reads, the key of a row, and the staging tables it derives from them.

Each module has ``DATASETS``, which maps a dataset to its ``Rows``, and ``outputs(dataset, ranked) -> {table: frame}``.
If a frame is ``ranked`` itself, its rows with the status "staged" go to the table. Any other frame has the table's
columns and ``file_no``, and all its rows go to the table.
"""
