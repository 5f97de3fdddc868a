"""The datasets of the landing zone and the columns that the pipeline reads from each."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Dataset:
    """A dataset: ``<name>.csv``, ``<name>.csv.gz`` or a folder ``<name>/`` of such files.

    Attributes:
        name: its name in the landing zone.
        required: columns that every file must have, under their canonical names.
        optional: columns that are null if a file lacks them. All other columns of a file are ignored.
        aliases: other names of a column in delivered files -> its canonical name.
        lines: whether each line is one record, because no field of these columns holds a line break. Large files are
            then read in parallel. This does not apply to a file with other columns, which may hold any text.
    """

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    lines: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the pipeline reads, under their canonical names."""
        return self.required + self.optional


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset(
            "movies_metadata",
            ("id", "title"),
            (
                "adult", "budget", "genres", "homepage", "imdb_id", "original_language", "original_title", "overview",
                "popularity", "release_date", "revenue", "runtime", "status", "tagline", "video", "vote_average",
                "vote_count",
            ),
        ),
        Dataset("ratings", ("userId", "movieId", "rating", "timestamp"), lines=True),
        Dataset("links", ("movieId", "tmdbId"), ("imdbId",)),
        Dataset("credits", ("id", "cast")),
        Dataset("cpi", ("DATE", "CUSR0000SS62031"), aliases={"observation_date": "DATE"}),
    )
}  # fmt: skip
