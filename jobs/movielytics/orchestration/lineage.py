"""What a run read and wrote, for OpenLineage: its files, the tables that it changed, and the marts over them.

Datasets are named as OpenLineage prescribes: https://openlineage.io/docs/spec/naming. This module is imported only if
Airflow's OpenLineage provider is switched on.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from airflow.providers.openlineage.extractors import OperatorLineage
from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    dataset_version_dataset,
    documentation_dataset,
    input_statistics_input_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)

from movielytics.settings import get_settings
from movielytics.warehouse.connection import transaction
from movielytics.warehouse.dictionary import Column, Relation, traced
from movielytics.warehouse_url import REDSHIFT

FILES = """
    SELECT
        dataset,
        file,
        fingerprint,
        header,
        MAX(rows_read) AS rows_read
    FROM audit.loads
    WHERE
        run_id = %s
        AND file_no >= 0 -- not the rows that waited for their movie
    GROUP BY dataset, file, fingerprint, header
    ORDER BY dataset, file
"""


@dataclass(frozen=True)
class Place:
    """A dataset's name in OpenLineage."""

    namespace: str
    name: str


@dataclass(frozen=True)
class LoadedFile:
    """A file that a run loaded, with its version, its columns and its number of rows."""

    dataset: str
    place: Place
    version: str
    columns: tuple[str, ...]
    rows: int

    def as_input(self) -> InputDataset:
        """Return it as an input."""
        fields = [schema_dataset.SchemaDatasetFacetFields(name=name) for name in self.columns]
        return InputDataset(
            self.place.namespace,
            self.place.name,
            facets={
                "schema": schema_dataset.SchemaDatasetFacet(fields=fields),
                "version": dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=self.version),
            },
            inputFacets={
                "inputStatistics": input_statistics_input_dataset.InputStatisticsInputDatasetFacet(rowCount=self.rows)
            },
        )


def lineage_of_run(run_id: str, changed: Mapping[str, Mapping[str, int]]) -> "OperatorLineage[Any, Any]":
    """Return the files that the run loaded, and the tables and marts that it changed, with the sources of each column.

    Args:
        run_id: the run.
        changed: the row counts of each table of the schema ``movies`` that the run changed.
    """
    settings = get_settings()
    url = settings.warehouse_url.get_secret_value()
    with transaction(url) as cursor:
        info = cursor.connection.info
        scheme = "redshift" if url.startswith(REDSHIFT) else "postgres"
        warehouse = Place(f"{scheme}://{info.host}:{info.port}", info.dbname)
        cursor.execute(FILES, (run_id,))
        files = [
            LoadedFile(dataset, _place(settings.landing_uri, file), version, tuple(json.loads(header)), rows)
            for dataset, file, version, header, rows in cursor.fetchall()
        ]
    names = {f"movies.{table}" for table in changed}
    relations = [one for one in traced() if one.qualified in names or (one.schema == "marts" and _reads(one, names))]
    outputs = [_output(one, warehouse, files, changed.get(one.name, {})) for one in relations]
    return OperatorLineage(inputs=[file.as_input() for file in files], outputs=outputs)


def _place(landing: str, file: str) -> Place:
    scheme, separator, rest = landing.partition("://")
    if separator and scheme in {"s3", "s3a"}:
        bucket, _, prefix = rest.partition("/")
        return Place(f"s3://{bucket}", "/".join(filter(None, (prefix.strip("/"), file))))
    return Place("file", str(Path(rest if separator else landing).resolve() / file))


def _reads(mart: Relation, tables: set[str]) -> bool:
    """Return whether a column of a mart is made from one of the tables."""
    sources = {".".join(source.split(".")[:2]) for column in mart.columns for source in column.sources}
    return bool(sources & tables)


def _output(relation: Relation, warehouse: Place, files: list[LoadedFile], counts: Mapping[str, int]) -> OutputDataset:
    fields = [schema_dataset.SchemaDatasetFacetFields(name=one.name, description=one.text) for one in relation.columns]
    lineage = {
        column.name: column_lineage_dataset.Fields(inputFields=inputs)
        for column in relation.columns
        if (inputs := list(_inputs(column, warehouse, files)))
    }
    facets: dict[str, Any] = {
        "schema": schema_dataset.SchemaDatasetFacet(fields=fields),
        "documentation": documentation_dataset.DocumentationDatasetFacet(description=relation.text),
        "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(fields=lineage),
    }
    written = sum(counts.get(what, 0) for what in ("inserted", "updated", "moved"))
    statistics = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=written)
    return OutputDataset(
        warehouse.namespace,
        f"{warehouse.name}.{relation.qualified}",
        facets=facets,
        outputFacets={} if relation.is_view else {"outputStatistics": statistics},
    )


def _inputs(column: Column, warehouse: Place, files: list[LoadedFile]) -> Iterator[column_lineage_dataset.InputField]:
    """Yield the columns of tables and of loaded files that a column is made from."""
    for source in column.sources:
        *path, name = source.split(".")
        if len(path) == 2:
            table = f"{warehouse.name}.{'.'.join(path)}"
            yield column_lineage_dataset.InputField(warehouse.namespace, table, name)
        for file in files:
            if path == [file.dataset]:
                yield column_lineage_dataset.InputField(file.place.namespace, file.place.name, name)
