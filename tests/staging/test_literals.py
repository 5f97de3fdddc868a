"""Literals are read as Python's own parser reads them, and never evaluated."""

import ast
import warnings
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movielytics.staging.literals import LiteralError, parse_literal, parse_records

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4))
pieces = st.sampled_from(
    ["[", "]", "{", "}", "'", '"', ",", ":", " ", "\\", "\n", "None", "True", "null", "true", "NaN", "1", "-2.5", "1e3", "id", "name",
     "'a'", '"it\'s"', "b''", "()", "x", "\\x41", "é", "0x1", "1_0", "#", "\t", "''"]
)  # fmt: skip


def by_python(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return LiteralError


def by_us(text: str) -> Any:
    try:
        return parse_literal(text)
    except LiteralError:
        return LiteralError


@given(values)
def test_what_python_writes_is_read_back(value: Any) -> None:
    assert by_us(repr(value)) == value


@pytest.mark.filterwarnings("ignore:.*escape sequence")  # by_python's
@given(st.lists(pieces, max_size=12).map("".join) | st.text(max_size=20))
def test_any_text_is_read_as_python_reads_it_or_refused_as_python_refuses_it(text: str) -> None:
    assert repr(by_us(text)) == repr(by_python(text))


@pytest.mark.parametrize("text", ["\n\tNone", "1\n\t", "'", "'\\", "['a\\'b\"c', \"d'e\\x41\", None, '\\ud800', 'true']"])
def test_odd_texts_are_read_as_python_reads_them(text: str) -> None:
    assert repr(by_us(text)) == repr(by_python(text))


@pytest.mark.parametrize("text", [r"['a\ b']", r"('a\ b',)"])
def test_an_escape_that_python_warns_of_is_read_without_a_warning(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(parse_literal(text)) == [r"a\ b"]


@pytest.mark.parametrize("text", ["__import__('os').getcwd()", "[x for x in (1,)]", "f'{1}'", "1 if 1 else 2", "open('/etc/passwd')"])
def test_code_is_refused(text: str) -> None:
    with pytest.raises(LiteralError):
        parse_literal(text)


@pytest.mark.parametrize("text", ["[" * 100_000, "{'a':" * 50_000, "'" * 99_999, "\\'" * 99_999, "9" * 10_000])
def test_a_literal_made_to_hurt_is_refused(text: str) -> None:
    with pytest.raises(LiteralError):
        parse_literal(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{'id': 1}", "not a list"),
        ("[1]", "item 1 is not a dict"),
        ("[{'id': 1, 'name': 'a'}, {'name': 'b'}]", "item 2 has no usable id"),
        ("[{'id': '1', 'name': 'a'}]", "item 1 has no usable id: '1'"),
        ("[{'id': True, 'name': 'a'}]", "item 1 has no usable id: True"),
        ("[{'id': 3000000000, 'name': 'a'}]", "item 1: id 3000000000 is out of range"),
        ("[{'id': 1, 'name': ' '}]", "item 1 has no usable name"),
        ("[{'id': 1, 'name': '\\ud800'}]", "item 1: name is not valid Unicode"),
        ("[{'id': 1, 'name': 'a'}", "not a Python literal"),
    ],
)
def test_what_is_wrong_with_records_is_said(text: str, words: str) -> None:
    with pytest.raises(LiteralError, match=words.replace("(", r"\(")):
        parse_records(text, {"id": int, "name": str}, {})


def test_optional_entries_may_be_missing_or_none() -> None:
    text = "[{'id': 1, 'order': None, 'more': {'x': ()}}, {'id': 2, 'order': 5}, {'id': 3}]"
    assert [r["order"] for r in parse_records(text, {"id": int}, {"order": int})] == [None, 5, None]
