"""What was measured, as it is written to JSON."""

from pydantic import BaseModel, Field


class Memory(BaseModel):
    """Highest memory in bytes that was seen; pages that several processes share are counted once.

    Attributes:
        jvm: Spark's Java process.
        workers: Spark's Python workers together.
        driver: the process that runs the steps.
        postgres: the server's own memory, its shared buffers left out.
        together: the highest sum of these.
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
        step: a part of it, such as ``stage_ratings``; empty where it is measured as a whole.
        round: which time, from 1.
        ratings: delivered ratings that were loaded.
        seconds: wall time.
        cpu_seconds: of all processes involved, PostgreSQL too.
        memory: the highest during this time.
    """

    scenario: str
    step: str = ""
    round: int = 1
    ratings: int
    seconds: float
    cpu_seconds: float
    memory: Memory


class MartTimes(BaseModel):
    """One question: seconds of each time it was asked of the star schema and of the flat tables, and whether all rows were equal."""

    mart: str
    rows: int
    star: list[float]
    flat: list[float]
    equal: bool


class Machine(BaseModel):
    """Where it was measured."""

    processor: str
    cores: int
    memory_gb: int
    versions: dict[str, str]


class Results(BaseModel):
    """All of one measurement.

    Attributes:
        hashes: content hashes of the warehouse's tables, by what made it: equal where nothing depends on it.
    """

    scale: float
    quick: bool
    ratings: int
    measured_at: str
    commit: str
    machine: Machine
    measures: list[Measure] = Field(default_factory=list)
    marts: list[MartTimes] = Field(default_factory=list)
    hashes: dict[str, dict[str, str]] = Field(default_factory=dict)
