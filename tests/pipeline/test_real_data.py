"""The Movies Dataset itself: the warehouse has its known counts and sums."""

from decimal import Decimal
from pathlib import Path

from movielytics import steps
from movielytics.warehouse.content import content_hashes
from support.harness import Pipeline

FILES = ("movies_metadata.csv", "ratings.csv", "links.csv", "cpi.csv", "credits.csv")
KNOWN = {
    "SELECT COUNT(*), SUM(revenue), SUM(vote_count) FROM movies.movies": (4_999, 148_064_638_810, 1_230_621),
    "SELECT COUNT(*) FROM movies.genre": (20,),
    "SELECT COUNT(*) FROM movies.movie_genre": (12_006,),
    "SELECT COUNT(*) FROM movies.date": (3_125,),
    "SELECT COUNT(*), SUM(rating) FROM movies.ratings": (73_840, Decimal("263205.0")),
    "SELECT COUNT(*) FROM waiting.ratings": (26_164,),
    "SELECT COUNT(*) FROM movies.cpi": (280,),
    "SELECT COUNT(*) FROM audit.loads"
    " WHERE rows_read <> rows_staged + rows_superseded + rows_quarantined + rows_waiting": (0,),
    "SELECT SUM(rows_read), SUM(rows_staged) FROM audit.loads WHERE table_name = 'ratings' AND file = 'ratings.csv'": (
        100_004,
        73_840,
    ),
}


def deliver(pipeline: Pipeline, real_data: Path, names: tuple[str, ...] = FILES) -> None:
    for name in names:
        pipeline.deliver(name, (real_data / name).read_bytes())


def test_the_warehouse_has_the_known_totals(pipeline: Pipeline, real_data: Path) -> None:
    """One delivery and two deliveries end with the same content hashes."""
    deliver(pipeline, real_data)
    pipeline.run("one")
    assert {query: pipeline.rows(query)[0] for query in KNOWN} == KNOWN
    hashes = content_hashes(pipeline.url)

    assert not any(result.changed for result in pipeline.run("again").values())
    assert content_hashes(pipeline.url) == hashes

    # As after a change of the tables: every file loads again.
    pipeline.execute("UPDATE audit.loads SET schema_hash = ''")
    results = pipeline.run("reload")
    assert sum((r.counts.inserted or 0) + (r.counts.updated or 0) for r in results.values()) == 0
    assert content_hashes(pipeline.url) == hashes

    # Two deliveries end with the same content, hash for hash.
    for schema in ("movies", "staging", "audit", "quarantine", "waiting"):
        pipeline.execute(f"DROP SCHEMA {schema} CASCADE")
    steps.migrate("again")
    (pipeline.landing / "movies_metadata.csv").unlink()
    lines = (real_data / "movies_metadata.csv").read_text().split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("False,")]  # where a row begins
    half = starts[len(starts) // 2]
    pipeline.deliver("movies_metadata/1.csv", "\n".join(lines[:half]) + "\n")
    pipeline.run("half")
    assert 0 < pipeline.rows("SELECT COUNT(*) FROM movies.ratings")[0][0] < 73_840
    assert content_hashes(pipeline.url) != hashes

    pipeline.deliver("movies_metadata/2.csv", "\n".join([lines[0], *lines[half:]]))
    result = pipeline.run("rest")["upsert_ratings"]
    assert "rows of earlier deliveries moved" in result.summary
    assert content_hashes(pipeline.url) == hashes
    known = {query: row for query, row in KNOWN.items() if "'ratings.csv'" not in query}
    assert {query: pipeline.rows(query)[0] for query in known} == known
