"""The results of a measurement, as written to JSON."""

from pydantic import BaseModel, Field

MART = "mart"
IDLE, PUBLISHING = "idle", "publishing"


class Memory(BaseModel):
    """Peak memory in bytes; pages that several processes share are counted once.

    Attributes:
        jvm: Spark's Java process.
        workers: Spark's Python workers together.
        driver: the process that runs the steps.
        postgres: the server's own memory, without its shared buffers.
        together: the peak of their total.
    """

    jvm: int = 0
    workers: int = 0
    driver: int = 0
    postgres: int = 0
    together: int = 0


class Measure(BaseModel):
    """One piece of work, done once.

    Attributes:
        scenario: what is measured, such as ``floor`` or ``full``.
        step: a step of it, such as ``stage_ratings``; empty if the scenario is measured as a whole.
        round: number of the round, from 1.
        ratings: number of delivered ratings that were loaded.
        seconds: wall time.
        cpu_seconds: CPU time of all processes involved, including PostgreSQL's.
        memory: peak memory during the work.
    """

    scenario: str
    step: str = ""
    round: int = 1
    ratings: int
    seconds: float
    cpu_seconds: float
    memory: Memory


class MartTimes(BaseModel):
    """One question: the seconds of its queries by what they asked, and whether all answers were equal.

    ``seconds`` has a key for each schema of ``bench.marts.questions``, and ``MART``.
    """

    mart: str
    rows: int
    seconds: dict[str, list[float]]
    equal: bool


class Latency(BaseModel):
    """The latency of a mart for several clients at once: median and 99th percentile, in seconds.

    Attributes:
        moment: what else ran: ``IDLE`` or ``PUBLISHING``.
    """

    mart: str
    moment: str
    queries: int
    p50: float
    p99: float


class Machine(BaseModel):
    """The machine of a measurement."""

    processor: str
    cores: int
    memory_gb: int
    versions: dict[str, str]


class Results(BaseModel):
    """All results of one measurement.

    Attributes:
        hashes: content hashes of the warehouse's tables, per way that it was loaded; they should all be equal.
    """

    scale: float
    quick: bool
    ratings: int
    measured_at: str
    commit: str
    machine: Machine
    measures: list[Measure] = Field(default_factory=list)
    marts: list[MartTimes] = Field(default_factory=list)
    latencies: list[Latency] = Field(default_factory=list)
    hashes: dict[str, dict[str, str]] = Field(default_factory=dict)
