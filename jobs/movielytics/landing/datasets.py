"""The datasets of the landing zone and the columns that the pipeline needs of each."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Dataset:
    """A dataset: ``<name>.csv``, ``<name>.csv.gz`` or a folder ``<name>/`` of such files.

    Attributes:
        name: its word.
        columns: the columns that must be there, under their canonical names; others are ignored.
        aliases: other names that a column goes by, to the canonical one.
        multiline: whether quoted fields may hold line breaks; where not, big files are read in parallel.
    """

    name: str
    columns: tuple[str, ...]
    aliases: dict[str, str] = field(default_factory=dict)
    multiline: bool = False


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "movies_metadata",
            (
                "adult", "budget", "genres", "homepage", "id", "imdb_id", "original_language", "original_title", "overview",
                "popularity", "release_date", "revenue", "runtime", "status", "tagline", "title", "video", "vote_average",
                "vote_count",
            ),
            multiline=True,
        ),
        Dataset("ratings", ("userId", "movieId", "rating", "timestamp")),
        Dataset("links", ("movieId", "imdbId", "tmdbId")),
        Dataset("credits", ("cast", "id"), multiline=True),
        Dataset("cpi", ("month", "price_index"), {"DATE": "month", "observation_date": "month", "CUSR0000SS62031": "price_index"}),
    )
}  # fmt: skip
