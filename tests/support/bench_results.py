"""Made-up results of a measurement."""

from bench.marts.questions import SCHEMAS
from bench.results import IDLE, MART, PUBLISHING, Latency, Machine, MartTimes, Measure, Memory, Results

RATINGS = 26_000_000
SECONDS = {
    ("psql_text", ""): [5.0, 6.0, 5.5],
    ("duck", ""): [10.0, 12.0, 11.0],
    ("jdbc_default", ""): [40.0, 42.0, 44.0],
    ("full", "stage_ratings"): [15.0, 18.0, 16.5],
    ("full", "audit"): [1.0, 1.0, 1.0],
    ("full", "upsert_links"): [0.5, 0.5, 0.5],
    ("full", "upsert_ratings"): [20.0, 21.0, 22.0],
    ("full", "upsert_movies"): [1.0, 1.0, 1.0],
    ("full", "check"): [1.0, 1.0, 1.0],
    ("again", "stage_ratings"): [0.5, 0.5, 0.5],
    ("again", "report"): [0.5, 0.5, 0.5],
    ("changes", "stage_ratings"): [2.0, 2.0, 2.0],
    ("changes", "check"): [9.0, 9.0, 9.0],
    ("whole_full", ""): [100.0, 100.0, 100.0],
}
MARTS = {
    "popular_genres": ([50.0], [4.0], [3.0], [0.05, 0.06, 0.04]),
    "genre_earnings": ([0.1, 0.1, 0.1], [0.02], [0.01], [0.01, 0.01, 0.01]),
}
"""Seconds of each question over each schema and from its mart."""


def measure(
    scenario: str, step: str, round_: int, seconds: float, *, ratings: int = RATINGS, together: int = 0
) -> Measure:
    """Return one measure."""
    memory = Memory(together=together)
    return Measure(
        scenario=scenario, step=step, round=round_, ratings=ratings, seconds=seconds, cpu_seconds=0, memory=memory
    )


def results(*, quick: bool = False, scale: float = 260) -> Results:
    """Return results that keep all guards at full size."""
    measures = [
        measure(scenario, step, number, seconds, ratings=RATINGS // 5 if scenario.startswith("jdbc") else RATINGS)
        for (scenario, step), rounds in SECONDS.items()
        for number, seconds in enumerate(rounds, 1)
    ]
    measures += [
        measure("size", "stage_ratings", size, 1, together=gb * 10**9) for size, gb in ((1, 2), (2, 2), (3, 3))
    ]
    return Results(
        scale=scale,
        quick=quick,
        ratings=RATINGS,
        measured_at="2026-11-24",
        commit="1234567",
        machine=Machine(processor="A processor", cores=2, memory_gb=8, versions={"Spark": "4"}),
        measures=measures,
        marts=[
            MartTimes(mart=mart, rows=20, seconds=dict(zip((*SCHEMAS, MART), seconds, strict=True)), equal=True)
            for mart, seconds in MARTS.items()
        ],
        latencies=[
            Latency(mart="popular_genres", moment=moment, queries=100, p50=p50, p99=p99)
            for moment, p50, p99 in ((IDLE, 0.2, 0.3), (PUBLISHING, 0.25, 0.9))
        ],
        hashes={"one run": {"movies": "a", "ratings": "b"}, "another run": {"movies": "a", "ratings": "b"}},
    )
