"""The load ``credits``: credits.csv fills person and movie_cast."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812

from movielytics.staging import fields
from movielytics.staging.fields import ID, Field
from movielytics.staging.literals import Range, whole, words
from movielytics.staging.records import items, records
from movielytics.staging.rows import Rows
from movielytics.staging.status import QUARANTINED, STAGED

LONGEST_CREDIT_ID = 200
"""Most bytes of a credit's id; real ones have 24. It is part of a key, and a B-tree entry has at most 2,704 bytes."""
LONGEST_NAME = 1_000
"""Most bytes of a person's name."""
LONGEST_CHARACTER = 10_000
"""Most bytes of a character name: some list dozens of roles."""
GENDER = Range(0, 9)
"""Codes of genders: TMDB uses 0 to 3."""
BILLING = Range(0, 100_000)
"""Places in a cast: the largest casts have a few thousand."""


def credit_fields() -> list[Field]:
    """Return ``movie_id`` and ``members``, an array of the cast."""
    entries = (
        whole("id", ID, required=True),
        words("name", LONGEST_NAME, required=True),
        words("credit_id", LONGEST_CREDIT_ID, required=True),
        whole("gender", GENDER),
        words("character", LONGEST_CHARACTER),
        whole("order", BILLING),
    )
    return [fields.integer("movie_id", "id", ID, required=True), records("members", "cast", *entries)]


DATASETS = {"credits": Rows(credit_fields, ("movie_id",))}


def outputs(_dataset: str, ranked: DataFrame) -> dict[str, DataFrame]:
    """Return ``person`` and ``movie_cast``.

    A person's name and gender come from the latest row that lists the person, even a superseded one. A movie without a
    cast has one row with a null ``credit_id``, so that the upsert knows that the movie was delivered.
    """
    usable = ranked.where(F.col("status") != QUARANTINED)
    person = (
        usable.select("file_no", "row_position", F.posexplode(items("members")).alias("place", "member"))
        .groupBy(F.col("member.id").alias("person_id"))
        .agg(
            F.max_by("member", F.struct("file_no", "row_position", "place")).alias("member"),
            F.max("file_no").alias("file_no"),
        )
        .select(
            "person_id",
            F.col("member.name").alias("person_name"),
            F.col("member.gender").alias("gender"),
            "file_no",
        )
    )
    member = F.col("member")
    movie_cast = (
        ranked.where(F.col("status") == STAGED)
        .select("movie_id", "file_no", F.explode_outer(items("members")).alias("member"))
        .select(
            member["credit_id"].alias("credit_id"),
            "movie_id",
            member["id"].alias("person_id"),
            F.nullif(member["character"], F.lit("")).alias("character_name"),
            member["order"].alias("billing"),
            "file_no",
        )
        # The source lists some credits twice: keep one.
        .dropDuplicates(["movie_id", "credit_id"])
    )
    return {"person": person, "movie_cast": movie_cast}
