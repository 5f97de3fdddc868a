"""One module a load: the fields it reads, the key of a row, and the staging tables it makes of them.

Each has ``DATASETS``: dataset -> ``Rows``; and ``outputs(dataset, judged) -> {table: frame}``. A frame that is ``judged``
itself goes to its table row by row; any other frame holds the table's columns and ``file_no`` for all its rows.
"""
