"""Failed expectations in words: the table, what was expected, how many rows violate it, and some of these rows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from movielytics.gate.suites import Suite

SAMPLE = 5
"""Largest number of offending rows that a message shows."""

SHOWN = 60
"""Largest length of a value in a message, in characters; a longer value is cut."""


@dataclass(frozen=True)
class Failure:
    """An expectation that is not met, or that could not be validated.

    Attributes:
        subject: ``schema.table``.
        expectation: what is expected, in words.
        violations: how many rows violate it; for the uniqueness of pairs and the like, how many pairs.
        rows: how many rows the table has; None if unknown.
        sample: up to ``SAMPLE`` of the offending rows, as ``column=value, ...``.
        error: why it could not be validated; None if it could.
    """

    subject: str
    expectation: str
    violations: int = 0
    rows: int | None = None
    sample: tuple[str, ...] = ()
    error: str | None = None

    def __str__(self) -> str:
        if self.error is not None:
            return f"{self.subject}: cannot check whether {self.expectation}: {self.error}"
        head = f"{self.subject}: expected that {self.expectation}; "
        if self.rows == 0:
            return head + "; ".join(("the table is empty", *self.sample))
        count = f"{self.violations:,} {'violation' if self.violations == 1 else 'violations'}"
        count += "" if self.rows is None else f" in {self.rows:,} {'row' if self.rows == 1 else 'rows'}"
        shown = "; ".join(f"({row})" for row in self.sample)
        return head + count + (f": {shown}" if shown else "") + (" ..." if self.violations > len(self.sample) else "")


def failures_of(suite: Suite, results: list[dict[str, Any]]) -> list[Failure]:
    """Return the failures of a suite.

    Args:
        suite: the suite.
        results: its results as Great Expectations serialises them.
    """
    rows = next((total for result in results if (total := _total(result)) is not None), None)
    return [_failure(suite, result, rows) for result in results if not result["success"]]


def expected(type_: str, kwargs: Mapping[str, Any], description: str | None = None) -> str:
    """Return what an expectation expects, as a sentence in lower case; fall back to its type and arguments."""
    if description:
        bounds = _bounds(kwargs) if type_ == "expect_column_values_to_be_between" else ""
        return f"{description} ({bounds})" if bounds and kwargs.get("min_value") is None else description
    words = _WORDS.get(type_)
    return words(kwargs) if words else f"{type_} {dict(kwargs)}"


def _failure(suite: Suite, result: dict[str, Any], rows: int | None) -> Failure:
    config = result["expectation_config"]
    words = expected(config["type"], config["kwargs"], config.get("description"))
    errors = _errors(result.get("exception_info") or {})
    if errors:
        return Failure(suite.subject, words, error="; ".join(dict.fromkeys(errors)))
    found = result["result"]
    if "details" in found:
        violations, offending = found["observed_value"], found["details"].get("unexpected_rows", [])
    else:
        violations = found.get("unexpected_count", 0)
        offending = found.get("partial_unexpected_index_list") or found.get("partial_unexpected_list", [])
    sample = tuple(", ".join(f"{name}={_short(value)}" for name, value in row.items()) for row in offending[:SAMPLE])
    return Failure(suite.subject, words, violations, rows, sample)


def _short(value: Any) -> str:
    """Return a value on one line, cut to ``SHOWN`` characters; round a float to six decimals."""
    text = " ".join(str(round(value, 6) if isinstance(value, float) else value).split())
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


def _total(result: dict[str, Any]) -> int | None:
    """Return the number of the table's rows; None if the result does not contain it."""
    of_table = result["expectation_config"]["type"] == "expect_table_row_count_to_be_between"
    total: int | None = result.get("result", {}).get("observed_value" if of_table else "element_count")
    return total


def _errors(info: Mapping[str, Any]) -> list[str]:
    """Return the messages of ``exception_info``, which is one error or a mapping from metrics to errors."""
    if "raised_exception" in info:
        return [first_line(str(info["exception_message"]))] if info["raised_exception"] else []
    return [message for inner in info.values() for message in _errors(inner)]


def first_line(message: str) -> str:
    """Return the first line of an error, without the database driver's class names; the SQL statement follows it."""
    line = message.strip().partition("\n")[0]
    return re.sub(r"^(Error: |\(psycopg2[\w.]*\) )+", "", line)


def _plain(value: Any) -> Any:
    """Return a bound as people write it: 10, not 10.0."""
    return f"{value:g}" if isinstance(value, float) else value


def _bounds(kwargs: Mapping[str, Any]) -> str:
    low, high = (_plain(kwargs.get(bound)) for bound in ("min_value", "max_value"))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    if high is not None:
        return f"at most {high}"
    return f"more than {low}" if kwargs.get("strict_min") else f"at least {low}"


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "expect_table_row_count_to_be_between": lambda k: f"it has {_bounds(k)} row",
    "expect_column_values_to_not_be_null": lambda k: f"{k['column']} is never null",
    "expect_column_values_to_be_unique": lambda k: f"every {k['column']} is unique",
    "expect_column_values_to_be_between": lambda k: f"{k['column']} is {_bounds(k)}",
    "expect_column_values_to_be_in_set": lambda k: f"{k['column']} is one of {', '.join(map(str, k['value_set']))}",
    "expect_column_value_lengths_to_be_between": lambda k: f"{k['column']} has {_bounds(k)} character",
}
