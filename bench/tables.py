"""The tables of the report, in Markdown."""

from statistics import median

from bench.figures import GATE, Figure, faults, figure, loading, memory_of, one, ratios, rounds
from bench.growth import FURTHER, PARTS, growth
from bench.plan import FULL_SCALE
from bench.results import Results
from bench.targets import TARGETS, Verdict

GB = 2**30

LOADS = (
    ("floor", "`\\copy` of clean ratings, freeze: the floor", rounds, ("floor",)),
    ("staged", "ratings staged", rounds, ("full", one("stage_ratings"))),
    ("cold", "ratings staged, first in a process, with Spark's start", rounds, ("cold",)),
    ("jdbc_best", "Spark, JDBC at its best", rounds, ("jdbc_best",)),
    ("jdbc_default", "Spark, JDBC by default", rounds, ("jdbc_default",)),
    ("loaded", "everything staged, audited and upserted", rounds, ("full", loading)),
    ("gate", "of which audit and check", rounds, ("full", one(*GATE))),
    ("changes", "1 % new and changed ratings staged, audited and upserted", rounds, ("changes", loading)),
    (
        "full_again",
        "the full ratings file again, one row longer, staged, audited and upserted",
        rounds,
        ("full_again", loading),
    ),
    ("again", "unchanged files, all steps", rounds, ("again",)),
    ("whole_full", "whole local run", rounds, ("whole_full",)),
    ("whole_changes", "whole local run, 1 % new and changed", rounds, ("whole_changes",)),
    ("whole_again", "whole local run, unchanged files", rounds, ("whole_again",)),
)
"""The rows of the table of loads: key, label, function that returns the rounds, and its arguments."""


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; all columns but the first are numbers."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def seconds_of(results: Results) -> dict[str, Figure]:
    """Return the measured figures of the table of loads, by key."""
    found = {key: figure(how(results, *arguments)) for key, _, how, arguments in LOADS}
    return {key: value for key, value in found.items() if value is not None}


def loads(results: Results) -> str:
    """Return the seconds of each way to load."""
    found = seconds_of(results)
    floor = found["floor"].value
    rows = []
    for key, words, _, arguments in LOADS:
        if key not in found:
            continue
        seconds = found[key]
        cpu = figure(rounds(results, *arguments, cpu=True))
        rows.append(
            [
                words,
                f"{seconds.value:.2f}",
                f"{seconds.low:.2f} to {seconds.high:.2f}",
                f"{cpu.value:.1f}" if cpu and key != "floor" else "",
                f"{seconds.value / floor:.2f}",
            ]
        )
    return table(["", "seconds", "fastest to slowest", "CPU seconds", "multiple of the floor"], rows)


def memory(results: Results) -> str:
    """Return the peak memory at each size; an empty string if it was not measured."""
    kinds = {
        "jvm": "JVM",
        "workers": "Python workers",
        "driver": "Python driver",
        "postgres": "PostgreSQL",
        "together": "together",
    }
    sizes = {measure.round: measure.ratings for measure in results.measures if measure.scenario == "size"}
    rows = []
    for size, ratings in sorted(sizes.items()):
        seen = memory_of(results, size)
        rows.append([f"{ratings:,}", *(f"{seen[kind] / GB:.2f}" for kind in kinds)])
    return table(["ratings", *kinds.values()], rows) if rows else ""


def grown(results: Results) -> str:
    """Return the seconds at each size and the line's prediction for more ratings; empty if sizes were not measured."""
    rows = []
    sizes: list[int] = []
    for words, wanted in PARTS.items():
        if found := growth(results, wanted):
            sizes = list(found.seconds)
            line = [
                f"{found.fixed:.1f}",
                f"{found.per_million:.2f}",
                *(f"{found.at(ratings):,.0f}" for ratings in FURTHER),
            ]
            rows.append([words, *(f"{seconds:.1f}" for seconds in found.seconds.values()), *line])
    header = [
        "seconds",
        *(f"{size:,}" for size in sizes),
        "fixed",
        "per million",
        *(f"at {ratings:,}" for ratings in FURTHER),
    ]
    return table(header, rows) if rows else ""


def marts(results: Results) -> str:
    """Return the milliseconds of each question over both schemas."""
    rows = [
        [
            f"`{times.mart}`",
            f"{median(times.star) * 1000:,.1f}",
            f"{median(times.flat) * 1000:,.1f}",
            f"{1 - median(times.star) / median(times.flat):.1%}",
            f"{times.rows:,}" if times.equal else "not equal",
        ]
        for times in results.marts
    ]
    return table(["question", "star schema, ms", "flat tables, ms", "time saved", "rows, if equal"], rows)


def targets(results: Results) -> str:
    """Return each target, the measured figure, and the verdict."""
    found = ratios(results)
    rows = [
        [
            target.text,
            target.wanted(quick=results.quick),
            target.written(found[target.key]),
            _verdict(results, target.key).value,
        ]
        for target in TARGETS
        if not (results.quick and target.small is None)
    ]
    return table(["", "target", "measured", ""], rows)


def _verdict(results: Results, key: str) -> Verdict:
    (target,) = (target for target in TARGETS if target.key == key)
    return target.judge(ratios(results)[key], full_size=results.scale >= FULL_SCALE, quick=results.quick)


def missed(results: Results) -> list[str]:
    """Return a description of each problem that makes the measurement fail."""
    found = ratios(results)
    words = [
        f"{target.text}: {target.written(found[target.key])}, wanted {target.wanted(quick=results.quick)}"
        for target in TARGETS
        if _verdict(results, target.key) is Verdict.MISSED
    ]
    return [*words, *faults(results)]
