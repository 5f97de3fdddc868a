"""The URL of a warehouse is read without libpq, and nothing of an unreadable one is quoted."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg2.extensions import parse_dsn

from movielytics.warehouse_url import WarehouseUrlError, connection_parameters

READABLE = [
    "postgresql://u:p@h:5432/d",
    "postgres://u@h/d",
    "postgresql://h/d",
    "postgresql://u:p:q@h/d",
    "postgresql://u:p%2F%40%23%3F%25%20%3A@h/d%20e",
    "postgresql://u:p@[::1]:5433/d",
    "postgresql://u:p@a:1,b:2/d?target_session_attrs=primary",
    "postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/d",
    "postgresql://u@/d?host=/var/run/postgresql&sslmode=disable",
    "postgresql://u@127.0.0.1:5/d?passfile=/a%20b/c",
]
UNREADABLE = {
    "a raw @": "postgresql://u:zyxq@wvut@h/d",
    "a raw slash": "postgresql://u:zyxq/wvut@h/d",
    "a raw slash after digits": "postgresql://u:123/wvut@h/d",
    "a raw hash": "postgresql://u:zyxq#wvut@h/d",
    "a raw question mark": "postgresql://u:zyxq?wvut@h/d",
    "a raw question mark and =": "postgresql://u:1/x?sslmode=wvut@h/d",
    "a raw percent sign": "postgresql://u:zyxq%wvut@h/d",
    "a raw space": "postgresql://u:zyxq wvut@h/d",
    "a line break": "postgresql://u:zyxq\nwvut@h/d",
    "an encoded NUL": "postgresql://u:zyxq%00wvut@h/d",
    "no UTF-8": "postgresql://u:zyxq%FFwvut@h/d",
    "a bracket": "postgresql://u:p@[zyxq/d",
    "two ports": "postgresql://u:p@h:zyxq:wvut/d",
    "a password as a parameter": "postgresql://u@h/d?password=zyxq&wvut=1",
    "a parameter without a value": "postgresql://u:p@h/d?zyxq",
    "no database": "postgresql://u:zyxq@h",
    "no host": "postgresql://u:zyxq@/d",
    "port 65536": "postgresql://u:zyxq@h:65536/d",
    "a port in other digits": "postgresql://u:zyxq@h:٣/d",
    "another scheme": "mysql://u:zyxq@h/d",
    "no scheme": "host=h password=zyxq",
}


@pytest.mark.parametrize("url", READABLE)
def test_a_url_is_read_as_libpq_reads_it(url: str) -> None:
    assert connection_parameters(url) == parse_dsn(url)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_encoded_password_is_read_back(password: str) -> None:
    assert connection_parameters(f"redshift://u:{quote(password, safe='')}@h/d")["password"] == password


@pytest.mark.parametrize("case", UNREADABLE)
def test_nothing_of_an_unreadable_url_is_quoted(case: str) -> None:
    with pytest.raises(WarehouseUrlError) as refused:
        connection_parameters(UNREADABLE[case])
    assert not [piece for piece in ("zyxq", "wvut", "123") if piece in str(refused.value)]


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.sampled_from(["h", "h:1", "", "a,b"]),
    st.sampled_from(["/d", "", "/d?sslmode=x"]),
)
def test_no_raw_password_becomes_another_part(password: str, hosts: str, rest: str) -> None:
    marked = f"zyxq{password}wvut"
    try:
        parameters = connection_parameters(f"postgresql://u:{marked}@{hosts}{rest}")
    except WarehouseUrlError as error:
        assert "zyxq" not in str(error)
        assert "wvut" not in str(error)
    else:
        shown = str({name: value for name, value in parameters.items() if name != "password"})
        assert "zyxq" not in shown
        assert "wvut" not in shown
