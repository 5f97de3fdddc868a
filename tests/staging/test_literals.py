"""Literals are read as Python or JSON reads them, and never evaluated."""

import ast
import json
import subprocess
import sys
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movielytics.reasons import Code
from movielytics.staging.literals import (
    LARGEST_LITERAL,
    LARGEST_PYTHON,
    LiteralError,
    Range,
    parse_literal,
    parse_records,
    whole,
    words,
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
pieces = st.sampled_from(
    ["[", "]", "{", "}", "'", '"', ",", ":", " ", "\\", "\n", "None", "True", "null", "true", "NaN", "nan", "1",
    "-2.5", "1e3", "id", "name",
     "'a'", '"it\'s"', "b''", "u'b'", "()", "x", "\\x41", "é", "0x1", "1_0", "#", "\t", "''", ",]", "\\/", "1e400"]
)  # fmt: skip

ID, NAME = whole("id", Range(1, 2**31 - 1), required=True), words("name", 10, required=True)
ORDER, CHARACTER = whole("order", Range(0, 9)), words("character", 10)


def by_python(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return LiteralError


def by_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return LiteralError


def by_us(text: str) -> Any:
    try:
        return parse_literal(text)
    except LiteralError:
        return LiteralError


@given(values)
def test_what_python_writes_is_read_back(value: Any) -> None:
    assert repr(by_us(repr(value))) == repr(value)


@given(values, st.booleans())
def test_what_json_writes_is_read_back(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert repr(by_us(text)) == repr(json.loads(text))


@pytest.mark.filterwarnings("ignore:.*escape sequence")  # by_python's
@given(st.lists(pieces, max_size=12).map("".join) | st.text(max_size=20))
def test_text_that_python_or_json_reads_is_read_alike(text: str) -> None:
    expected = by_json(text) if by_json(text) is not LiteralError else by_python(text)
    if expected is not LiteralError:
        assert repr(by_us(text)) == repr(expected)


@pytest.mark.parametrize(
    "text",
    ["\n\tNone", "1\n\t", "'", "'\\", "{1, 2}", "1 2", "['a\\'b\"c', \"d'e\\x41\", None, '\\ud800', 'true']"],
)
def test_odd_texts_are_read_as_python_reads_them(text: str) -> None:
    assert repr(by_us(text)) == repr(by_python(text.strip()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("['a', null, True,]", ["a", None, True]),
        ("[u'a', {u'b': true,},\n]", ["a", {"b": True}]),
        ("[1, -inf, 1e+16, Infinity]", [1, -float("inf"), 1e16, float("inf")]),
        (r'["AC\/DC", "\ud83d\ude00"]', ["AC/DC", "😀"]),
    ],
)
def test_notations_of_python_and_json_mix(text: str, value: Any) -> None:
    assert parse_literal(text) == value


@pytest.mark.parametrize(
    "text",
    ["[,]", "[1,,]", "{'a':,}", "[1 2]", "['a'", "[xu'a']", "[True1]", "[1True]", "{'a': 1,, 'b': 2}", "[,1]"],
)
def test_text_that_is_neither_is_refused(text: str) -> None:
    with pytest.raises(LiteralError):
        parse_literal(text)


@pytest.mark.parametrize("text", [r"['a\ b']", r"('a\ b',)"])
def test_unknown_escapes_are_read_without_a_warning(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(parse_literal(text)) == [r"a\ b"]


@pytest.mark.parametrize(
    "text",
    ["__import__('os').getcwd()", "[x for x in (1,)]", "f'{1}'", "1 if 1 else 2", "open('/etc/passwd')"],
)
def test_code_is_refused(text: str) -> None:
    with pytest.raises(LiteralError, match="it is neither a Python literal nor JSON"):
        parse_literal(text)


HOSTILE = [
    "[" * 60_000, "{'a':" * 12_000, "'" * 60_001, "\\'" * 30_000, "9" * 10_000, "-" * 60_000 + "1",
    "not " * 16_000 + "1", "(" * 60_000,
    "1+" * 30_000 + "1", "a" + ".a" * 30_000, "a" + "()" * 30_000, "1<" * 30_000 + "1", "lambda:" * 9_000 + "1",
    "[" * 999_999, "'" * 999_999,
    "\\'" * 499_999, "0x" + "f" * 999_000, "[" + "{'a': (1,)}," * 80_000 + "]", "[" + "-0x0," * 190_000 + "]",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_literals_are_refused(text: str) -> None:
    with pytest.raises(LiteralError):
        parse_literal(text)


COSTLY = ["'[' + '{},' * 333_000 + '{}]'", "'[' + '[],' * 333_000 + ']'", "'[' + '{0:(1,)},' * 7_000 + ']'",
"'[' + '{0x0:(1,)},' * 90_000 + ']'",
          "'[' + '0,' * 499_000 + ']'",
          "'[' + repr(chr(10)) + ',' + (repr(chr(10)) + ',') * 190_000 + ']'"]  # fmt: skip


@pytest.mark.parametrize("text", COSTLY)
def test_no_literal_costs_more_than_128_mb(text: str) -> None:
    """Runs in a separate process, because the peak of a process's memory never falls."""
    code = f"""
import resource, sys
from movielytics.staging.literals import LiteralError, parse_literal
text = {text}
assert len(text) <= {LARGEST_LITERAL}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    parse_literal(text)
except LiteralError:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert int(run.stdout) < 128 * 1024


def test_large_literals_are_read_if_python_wrote_them() -> None:
    cast = [{"id": number, "name": 'It\'s "É"\n', "order": None, "more": [1.5, True]} for number in range(12_000)]
    assert LARGEST_PYTHON * 5 < len(repr(cast)) < LARGEST_LITERAL
    assert parse_literal(repr(cast)) == cast
    with pytest.raises(LiteralError, match="too large for other notations"):
        parse_literal(repr([*cast, (1,)]))


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("{'id': 1}", Code.BAD_LITERAL, "it is not a list"),
        ("[1]", Code.BAD_LITERAL, "item 1 is not a record"),
        ("[{'id': 1, 'name': 'a'}, {'name': 'b'}]", Code.BAD_LITERAL, "item 2 has no id"),
        ("[{'id': NaN, 'name': 'a'}]", Code.BAD_LITERAL, "item 1 has no id"),
        ("[{'id': '1', 'name': 'a'}]", Code.BAD_LITERAL, "item 1: id is '1', not a whole number from 1 to 2147483647"),
        (
            "[{'id': True, 'name': 'a'}]",
            Code.BAD_LITERAL,
            "item 1: id is True, not a whole number from 1 to 2147483647",
        ),
        ("[{'id': 1.5, 'name': 'a'}]", Code.BAD_LITERAL, "item 1: id is 1.5, not a whole number from 1 to 2147483647"),
        (
            "[{'id': 1e400, 'name': 'a'}]",
            Code.BAD_LITERAL,
            "item 1: id is inf, not a whole number from 1 to 2147483647",
        ),
        (
            "[{'id': [], 'name': 'a'}]",
            Code.BAD_LITERAL,
            "item 1: id is of type list, not a whole number from 1 to 2147483647",
        ),
        (
            "[{'id': 1e400+1j, 'name': 'a'}]",
            Code.BAD_LITERAL,
            "item 1: id is of type complex, not a whole number from 1 to 2147483647",
        ),
        (
            "[{'id': 3000000000, 'name': 'a'}]",
            Code.OUT_OF_RANGE,
            "item 1: id is 3000000000, not a whole number from 1 to 2147483647",
        ),
        ("[{'id': 1" + "0" * 400 + "+1j, 'name': 'a'}]", Code.BAD_LITERAL, "it is neither a Python literal nor JSON"),
        ("[{'id': 0, 'name': 'a'}]", Code.OUT_OF_RANGE, "item 1: id is 0, not a whole number from 1 to 2147483647"),
        (
            "[{'id': 0x" + "f" * 5000 + ", 'name': 'a'}]",
            Code.OUT_OF_RANGE,
            "item 1: id is a number of many digits, not a whole number from 1 to 2147483647",
        ),
        ("[{'id': " + "9" * 5000 + ", 'name': 'a'}]", Code.BAD_LITERAL, "it is neither a Python literal nor JSON"),
        ("[{'id': 1, 'name': ' '}]", Code.BAD_LITERAL, "item 1: name is empty"),
        ("[{'id': 1, 'name': 5}]", Code.BAD_LITERAL, "item 1: name is 5, not text"),
        ("[{'id': 1, 'name': b'a'}]", Code.BAD_LITERAL, "item 1: name is of type bytes, not text"),
        ("[{'id': 1, 'name': '\\ud800'}]", Code.BAD_LITERAL, "item 1: name contains half of a surrogate pair"),
        ("[{'id': 1, 'name': 'a\\x00'}]", Code.CONTROL_CHARACTER, "item 1: name contains a control character"),
        ("[{'id': 1, 'name': 'ééééé+'}]", Code.TOO_LONG, "item 1: name is longer than 10 bytes"),
        (
            "[{'id': 'a\\x00\\ud800', 'name': 'a'}]",
            Code.BAD_LITERAL,
            "item 1: id is 'a\u2400?', not a whole number from 1 to 2147483647",
        ),
        ("[{'id': 1, 'name': 'a'}", Code.BAD_LITERAL, "it is neither a Python literal nor JSON"),
        ("f(x)", Code.BAD_LITERAL, "it is neither a Python literal nor JSON"),
    ],
)
def test_reasons_say_what_is_wrong_with_records(text: str, code: Code, detail: str) -> None:
    with pytest.raises(LiteralError) as caught:
        parse_records(text, [ID, NAME])
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_optional_entries_may_be_missing_or_null() -> None:
    text = "[{'id': 1, 'order': None, 'more': {'x': []}}, {'id': 2.0, 'order': 5.0}, {'id': 3, 'character': ''}]"
    assert [(r["id"], r["order"], r["character"]) for r in parse_records(text, [ID, ORDER, CHARACTER])] == [
        (1, None, None), (2, 5, None), (3, None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["[]", "null", "None"])
def test_no_records_are_an_empty_list(text: str) -> None:
    assert parse_records(text, [ID]) == []
