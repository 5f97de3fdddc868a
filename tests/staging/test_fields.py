"""Every field over texts of all kinds gives a value or a code, in one Spark job per field."""

import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

from movielytics.reasons import LONGEST_DETAIL, Code
from movielytics.settings import Settings
from movielytics.staging import fields
from movielytics.staging.fields import Field, clean, cleaned, cleaned_name, valued, valued_name
from movielytics.staging.literals import Range, whole, words
from movielytics.staging.loads import cpi, movies
from movielytics.staging.records import records
from movielytics.staging.session import spark_session

N, R, A, D = Code.NOT_A_NUMBER, Code.OUT_OF_RANGE, Code.AMBIGUOUS_DATE, Code.NOT_A_DATE
NO_NUMBERS = dict.fromkeys(
    [
        "x",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "1,000",
        "1 000",
        "0x1f",
        "1e",
        ".",
        "-",
        "+",
        "1.0f",
        "1d",
        "1_0",
        "\u0663",
        "1\0",
        "1\x1b[2J",
        "½",
    ],
    N,
)
REQUIRED = {"": Code.EMPTY, " \t": Code.EMPTY}
MOMENT = datetime(2009, 12, 14, 3, 5, 44, tzinfo=UTC)
DAY = date(1988, 10, 21)

CASES: dict[str, tuple[Callable[[], Field], dict[str, Any]]] = {
    "id": (
        lambda: fields.integer("v", "s", Range(1, 2**31 - 1), required=True),
        NO_NUMBERS
        | REQUIRED
        | {
            "1": 1, " 7\r\n": 7, "+7": 7, "007": 7, "1.0": 1, "1.": 1, "12.000": 12, "2147483647": 2**31 - 1,
            "2147483647.0": 2**31 - 1,
            "1.260759144E9": 1_260_759_144, "1.260759144e+09": 1_260_759_144, "1.0E7": 10_000_000, "1E7": 10_000_000,
            "2E0": 2, "12E2": 1200, "12.5e1": 125, "12e0": 12, "1200E400": R, "12.55E1": N,
            "0": R, "-0": R, "-1": R, "-1.0": R, "2147483648": R, "3E9": R, "9" * 30: R, "9" * 5000: R, "1E400": R,
            "1" + "0" * 400 + ".0": R,
            "12.5": N, "0.9999999999999999999": N, "12.0000000000000000001": N, "1.5E0": N, "1E-7": N,
            "1.2607591440000000001E9": N,
        },
    ),
    "dollars": (
        lambda: fields.integer("v", "s", movies.DOLLARS),
        NO_NUMBERS
        | {
            "": None, "0": 0, "-0": 0, "-0.0": 0, "3000000000": 3 * 10**9, "1.5E8": 150_000_000,
            "100000000000": 10**11,
            "100000000001": R, str(10**18): R, str(9 * 10**18): R, str(10**19): R, "-1": R, "0.4": N, "$5": N,
        },
    ),
    "average": (
        lambda: fields.number("v", "s", movies.AVERAGE),
        NO_NUMBERS
        | {
            "": None, "6.5": 6.5, "+6.5": 6.5, ".5": 0.5, "5.": 5.0, "1e1": 10.0, "65E-1": 6.5, "10": 10.0,
            "10.0000000": 10.0, "-0": 0.0, "-0.0": 0.0,
            "10.0000001": R, "-0.1": R, "-1e-400": R, "1e400": R, "1e-400": R, "0." + "0" * 400 + "1": R,
            "9" * 400: R,
        },
    ),
    "price index": (
        lambda: cpi.cpi_fields()[1],
        NO_NUMBERS
        | {
            "102.7": Decimal("102.700"), "102.7004": Decimal("102.700"), "1.027E2": Decimal("102.700"),
            "0.0996": Decimal("0.100"),
            "100000": Decimal(100_000), "0.0001": R, "0.0994": R, "0": R, "-0": R, "-5": R, "100000.001": R,
            "999999.9996": R, "9999999": R,
            "1e400": R, "1e-400": R,
        }
        | dict.fromkeys(
            ["", " ", ".", " . ", "-", "#N/A", "N/A", "NA", "na", "ND", "NaN", "nan"], Code.NO_VALUE_PUBLISHED,
        ),
    ),
    "rating": (
        lambda: fields.half_stars("v", "s"),
        NO_NUMBERS
        | REQUIRED
        | {
            "0.5": 0.5, ".5": 0.5, "5": 5.0, "5.0": 5.0, "4.": 4.0, "4.50": 4.5, "+3": 3.0, "03.5": 3.5,
            "4.4999999": R, "4.49999999999999999999999": R, "4.50000001": R, "0": R, "0.0": R, "-0": R, "5.5": R,
            "5.7": R, "9.0": R, "-3": R, "1e400": R,
        },
    ),
    "time": (
        lambda: fields.seconds_since_1970("v", "s"),
        NO_NUMBERS
        | REQUIRED
        | {
            "1260759944": datetime(2009, 12, 14, 3, 5, 44, tzinfo=UTC), "1260759944.0": MOMENT,
            "1.260759944E9": MOMENT,
            "631152000": datetime(1990, 1, 1, tzinfo=UTC),
            "631151999": R, "0": R, "-1": R, "12": R, "1260759944000": R, "9999999999": R, "9" * 30: R, "1E300": R,
            "1260759944.5": N, "yesterday": N,
        },
    ),
    "boolean": (
        lambda: fields.boolean("v", "s"),
        dict.fromkeys(["True", "TRUE", "true", " tRuE\t"], True)
        | dict.fromkeys(["False", "FALSE", "false", "fAlSe "], False)
        | dict.fromkeys(["1", "0", "t", "yes", "truer", "Fal\0se", "True False", "x" * 500], Code.NOT_A_BOOLEAN)
        | {"": None},
    ),
    "day": (
        lambda: fields.day("v", "s", Range(date(1870, 1, 1), date(2040, 1, 1))),
        dict.fromkeys(
            ["1988-10-21", "1988/10/21", "1988.10.21", " 1988-10-21 ", "1988-10-21 00:00:00",
            "1988-10-21T00:00:00.000", "1988-10-21 00:00",
             "21/10/1988", "21.10.1988", "21-10-1988", "10/21/1988", "10/21/1988 0:00", "10/21/1988 12:00:00 AM"], DAY
        )
        | {"1988-1-5": date(1988, 1, 5), "1988/01/05": date(1988, 1, 5), "10/10/1988": date(1988, 10, 10),
        "01/1/1988": date(1988, 1, 1), "": None}
        | dict.fromkeys(["10/21/88", "10/11/88", "21.10.88", "88-10-21", "10/11/1988", "10.11.1988", "1-2-1988",
        "01/02/1988 00:00:00"], A)
        | dict.fromkeys(["1869-12-31", "2040-01-02", "1066-10-14", "9999-12-31", "10/10/1850", "21/10/1850"], R)
        | dict.fromkeys(
            ["x", "1988", "1988-10", "19881021", "593222400", "2001-02-30", "1988-13-21", "31/02/1988", "32/13/1988",
            "1988-10/21", "1988-10-21 13:45",
             "1988-10-21T00:00:00Z", "21 October 1988", "1988-10-21 x", "19\0088-10-21", "12345-10-21",
             "-1988-10-21", "1988-10-2\u0661"], D
        ),
    ),
    "text": (
        lambda: fields.text("v", "s", longest=10, required=True),
        REQUIRED
        | {"é" * 5: "é" * 5, "a\nb\tc": "a\nb\tc", "\u0085\ufffd x": "\u0085\ufffd x", "é" * 5 + "x": Code.TOO_LONG,
        "x" * 11: Code.TOO_LONG}
        | dict.fromkeys(["a\0b", "\x1b[2J", "\x7f", "\x0b"], Code.CONTROL_CHARACTER),
    ),
    "records": (
        lambda: records("v", "s", whole("id", fields.ID, required=True), words("name", 10, required=True),
        whole("order", Range(0, 9))),
        {
            "": [], "[]": [], "null": [], "None": [],
            "[{'id': 1, 'name': 'a'}]": [(1, "a", None)], '[{"id": 1.0, "name": "a", "order": null}]': [(1, "a",
            None)],
            "[{'id': 1, 'name': 'a', 'order': 9.0,},]": [(1, "a", 9)],
            "[{'id': 1, 'name': 'a', 'order': nan, 'more': [{'x': [1, true]}]}]": [(1, "a", None)],
            "[{'id': 0, 'name': 'a'}]": R, "[{'id': 1e400, 'name': 'a'}]": Code.BAD_LITERAL,
            "[{'id': 3000000000, 'name': 'a'}]": R,
            "[{'id': 0x" + "f" * 5000 + ", 'name': 'a'}]": R,
            "[{'id': " + "9" * 5000 + ", 'name': 'a'}]": Code.BAD_LITERAL,
            "[{'id': 1, 'name': '\\x00'}]": Code.CONTROL_CHARACTER,
            "[{'id': 1, 'name': '" + "x" * 11 + "'}]": Code.TOO_LONG,
            "[" + "{}," * 333_334: Code.LITERAL_TOO_LARGE, "[" * 900_000: Code.BAD_LITERAL,
            "[{'id'": Code.BAD_LITERAL, "{}": Code.BAD_LITERAL,
            "[f()]": Code.BAD_LITERAL, "[{'id': 1e400+1j, 'name': 'a'}]": Code.BAD_LITERAL,
        },
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def spark(java_home: Path, tmp_path_factory: pytest.TempPathFactory) -> SparkSession:
    """A session like that of a load."""
    state_dir = str(tmp_path_factory.mktemp("state"))
    values = {
        "landing_uri": "none",
        "warehouse_url": "postgresql://nowhere/none",
        "state_dir": state_dir,
        "spark_master": "local[2]",
    }
    return spark_session(Settings.model_validate(values))


def read(spark: SparkSession, field: Field, texts: list[str]) -> DataFrame:
    """Return the value and the problem of the field for each text, evaluated in the steps of a load."""
    rows = spark.createDataFrame(list(enumerate(texts)), f"place INT, `{field.source}` STRING").coalesce(1)
    rows = rows.select("*", clean(field.source).alias(cleaned_name(field.source)))
    rows = rows.withColumn(cleaned_name(field.source), F.when(cleaned(field.source) != "", cleaned(field.source)))
    rows = rows.select("place", cleaned(field.source), field.value.alias(valued_name(field.name)))
    rows = rows.select("*", field.problem.alias("problem"))
    return rows.select("place", F.when(F.col("problem").isNull(), valued(field.name)).alias("value"), "problem")


@pytest.mark.parametrize("kind", CASES)
def test_texts_become_values_or_problems(spark: SparkSession, kind: str) -> None:
    make, cases = CASES[kind]
    found = read(spark, make(), list(cases)).collect()
    outcomes = {text: _outcome(row) for text, row in zip(cases, found, strict=True)}
    differing = {text[:80]: outcome for text, outcome in outcomes.items() if outcome != cases[text]}
    assert differing == {}
    for text, row in zip(cases, found, strict=True):
        if row.problem:
            _check_detail(row.problem.detail, text)
        if isinstance(row.value, float) and not row.problem:
            assert math.copysign(1, row.value) == 1, f"{text} is a negative zero"


def _outcome(row: Any) -> Any:
    """Return a value, as Python's, or the code of the problem."""
    if row.problem:
        return Code(row.problem.code)
    if isinstance(row.value, datetime):
        return row.value.astimezone(UTC)
    return list(map(tuple, row.value["items"])) if hasattr(row.value, "items") else row.value


def _check_detail(detail: str, text: str) -> None:
    """Check that a detail is short, storable, visible, and without the names and addresses of this program."""
    assert 0 < len(detail) < LONGEST_DETAIL / 4
    assert detail.isprintable(), detail
    assert not any(name in detail for name in ("price_index", "object at 0x", "_text_", "_value_")), detail


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("10/11/1988", "'10/11/1988' is 1988-10-11 or 1988-11-10: write it as yyyy-mm-dd"),
        ("10/21/88", "'10/21/88' is a date of any century: write it as yyyy-mm-dd"),
        ("19\x0088", "'19\u240088' is not a date (yyyy-mm-dd) from 1870-01-01 to 2040-01-01"),
        ("x" * 61, f"'{'x' * 60}…' is not a date (yyyy-mm-dd) from 1870-01-01 to 2040-01-01"),
    ],
)
def test_details_name_both_readings_and_show_control_bytes(spark: SparkSession, text: str, detail: str) -> None:
    ((_, _, problem),) = read(spark, CASES["day"][0](), [text]).collect()
    assert problem.detail == detail
