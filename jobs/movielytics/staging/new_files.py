"""Find what a load has to load: the new files of its sources, with headers that can be loaded."""

from dataclasses import dataclass

from movielytics.errors import LandingError
from movielytics.landing.datasets import DATASETS
from movielytics.landing.header import Header, check_not_narrower, missing_columns, read_header
from movielytics.landing.problems import Problems
from movielytics.landing.zone import LandingFile, Listing, Zone
from movielytics.settings import Settings
from movielytics.staging.deliveries import published_columns, unpublished_files
from movielytics.tables import Load, Source

NAMED = 2
"""Most files that a note names; for more files, it gives their number."""


@dataclass(frozen=True)
class NewFiles:
    """What a landing zone holds for a source.

    Attributes:
        source: the source.
        files: its new files with their headers.
        note: a summary of its files.
        ignored: which files were not read, and why; empty if there are none.
    """

    source: Source
    files: list[tuple[LandingFile, Header]]
    note: str
    ignored: str


def find_new_files(
    load: Load,
    zone: Zone,
    settings: Settings,
    problems: Problems,
    planned: dict[str, list[LandingFile]] | None = None,
) -> list[NewFiles]:
    """Return the new files of each source of a load. Sources with a problem are left out.

    Args:
        load: the load.
        zone: the landing zone.
        settings: name the landing zone and the warehouse.
        problems: collects files that are missing or cannot be loaded.
        planned: the files of the run's plan, by dataset; None to list the landing zone.
    """
    found = []
    for source in load.sources:
        if planned is not None and source.dataset not in planned:
            continue
        with problems.collect():
            if planned is None:
                listing = zone.listing(source.dataset)
                _expect_delivered(load, source, listing, settings.landing_uri)
            else:
                listing = Listing(planned[source.dataset])
            found.append(_new_files(zone, source, listing, settings.warehouse_url.get_secret_value(), problems))
    return found


def _expect_delivered(load: Load, source: Source, listing: Listing, landing_uri: str) -> None:
    if listing.files or load.optional:
        return
    dataset = source.dataset
    raise LandingError(
        f"no {dataset} in {landing_uri}: deliver {dataset}.csv, {dataset}.csv.gz or a folder {dataset}/ of such files"
        + (f" ({listing.notes()})" if listing.ignored else "")
    )


def _new_files(zone: Zone, source: Source, listing: Listing, url: str, problems: Problems) -> NewFiles:
    """Read the headers of the new files.

    A file may not lack a column that an earlier delivery had: it would set the column's existing values to null.
    """
    dataset = DATASETS[source.dataset]
    new = unpublished_files(url, source, listing.files)
    earlier = published_columns(url, dataset.name) if new else set()
    files = []
    for file in new:
        with problems.collect():
            header = read_header(zone, file, dataset)
            check_not_narrower(file, header, dataset, earlier)
            files.append((file, header))
            earlier |= set(header.names)
    return NewFiles(source, files, _note(source, listing.files, files), listing.notes())


def _note(source: Source, files: list[LandingFile], new: list[tuple[LandingFile, Header]]) -> str:
    if not files:
        return f"no {source.dataset} delivered"
    if not new:
        return f"{source.dataset} loaded before"
    named = f"{len(new)} files of {source.dataset}" if len(new) > NAMED else ", ".join(file.shown for file, _ in new)
    missing = sorted({name for _, header in new for name in missing_columns(header, DATASETS[source.dataset])})
    return named + (f" (without {', '.join(missing)}: null)" if missing else "")
