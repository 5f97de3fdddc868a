"""The tables of the report, in Markdown."""

from statistics import median

from bench.figures import GATE, Figure, faults, figure, loading, memory_of, one, ratios, rounds
from bench.growth import FURTHER, PARTS, growth
from bench.guards import GUARDS, Verdict
from bench.marts.questions import SCHEMAS
from bench.plan import FULL_SCALE
from bench.results import IDLE, MART, PUBLISHING, Results

GB = 2**30

LOADS = (
    ("psql_binary", "two `psql`, binary, prepared files", rounds, ("psql_binary",)),
    ("psql_text", "two `psql`, text, clean ratings: the floor", rounds, ("psql_text",)),
    ("duck", "DuckDB validates, two ADBC connections copy", rounds, ("duck",)),
    ("staged", "ratings staged", rounds, ("full", one("stage_ratings"))),
    ("shuffled", "ratings staged, the file shuffled", rounds, ("shuffled",)),
    ("cold", "ratings staged, first in a process, with Spark's start", rounds, ("cold",)),
    ("jdbc_best", "Spark, JDBC at its best", rounds, ("jdbc_best",)),
    ("jdbc_default", "Spark, JDBC by default", rounds, ("jdbc_default",)),
    ("loaded", "everything staged, audited and upserted", rounds, ("full", loading)),
    ("minimal", "the same with `wal_level=minimal`", rounds, ("minimal", loading)),
    ("gate", "audit and check", rounds, ("full", one(*GATE))),
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
    floor = found["psql_text"].value
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
                f"{cpu.value:.1f}" if cpu and not key.startswith("psql") else "",
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
    """Return the milliseconds of each question over each schema and from its mart."""
    rows = []
    for times in results.marts:
        found = [median(times.seconds[asked]) for asked in (*SCHEMAS, MART)]
        rows.append(
            [
                f"`{times.mart}`",
                *(f"{seconds * 1000:,.1f}" for seconds in found),
                f"{times.rows:,}" if times.equal else "not equal",
            ]
        )
    return table(["question, ms", "delivered text", "cleaned, typed", "star schema", "mart", "rows, if equal"], rows)


def latencies(results: Results) -> str:
    """Return median and 99th percentile of each mart for several clients, idle and during an upsert."""
    found = {(one.mart, one.moment): one for one in results.latencies}
    rows = []
    for mart in sorted({mart for mart, _ in found}):
        both = [found[mart, moment] for moment in (IDLE, PUBLISHING) if (mart, moment) in found]
        if len(both) == 2:
            percentiles = [seconds for one in both for seconds in (one.p50, one.p99)]
            queries = sum(one.queries for one in both)
            rows.append([f"`{mart}`", *(f"{seconds * 1000:,.0f}" for seconds in percentiles), f"{queries:,}"])
    return table(["ms", "idle, p50", "idle, p99", "publishing, p50", "publishing, p99", "queries"], rows)


def guards(results: Results) -> str:
    """Return each guard's ratio and bound, and the verdict."""
    found = ratios(results)
    rows = [
        [
            guard.text,
            guard.written(found[guard.key]),
            guard.wanted(quick=results.quick),
            _verdict(results, guard.key).value,
        ]
        for guard in GUARDS
        if not (results.quick and guard.small is None)
    ]
    return table(["", "measured", "guard", ""], rows)


def _verdict(results: Results, key: str) -> Verdict:
    (guard,) = (guard for guard in GUARDS if guard.key == key)
    return guard.judge(ratios(results)[key], full_size=results.scale >= FULL_SCALE, quick=results.quick)


def broken(results: Results) -> list[str]:
    """Return a description of each problem that makes the measurement fail."""
    found = ratios(results)
    words = [
        f"{guard.text}: {guard.written(found[guard.key])}, wanted {guard.wanted(quick=results.quick)}"
        for guard in GUARDS
        if _verdict(results, guard.key) is Verdict.BROKEN
    ]
    return [*words, *faults(results)]
