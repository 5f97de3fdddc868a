"""Names and labels: valid for any DAG, run and task, and different for every try."""

import re
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from movielytics.orchestration.kubernetes.names import Identity

DNS_LABEL = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")

ids = st.one_of(st.from_regex(r"[A-Za-z0-9_.~:+-]{1,250}", fullmatch=True), st.text(min_size=1, max_size=250))
identities = st.builds(
    Identity,
    dag_id=ids,
    run_id=ids,
    task_id=ids,
    map_index=st.integers(-1, 1000),
    instance=st.uuids().map(str),
    try_number=st.integers(1, 1000),
)


@given(identities)
def test_names_are_valid_and_leave_room_for_suffixes(identity: Identity) -> None:
    assert DNS_LABEL.fullmatch(identity.name)
    assert len(identity.name) <= 30  # Spark appends up to 33 for the name of a service
    assert "-driver" not in identity.name


@given(identities)
def test_labels_are_valid(identity: Identity) -> None:
    for value in identity.labels.values():
        assert LABEL.fullmatch(value)


@given(identities, identities)
def test_another_try_has_another_name(one: Identity, other: Identity) -> None:
    if (one.instance, one.try_number) != (other.instance, other.try_number):
        assert one.name != other.name


@given(identities, identities)
def test_the_selector_matches_exactly_one_task_instance(one: Identity, other: Identity) -> None:
    same = (one.dag_id, one.run_id, one.task_id, one.map_index) == (
        other.dag_id,
        other.run_id,
        other.task_id,
        other.map_index,
    )
    assert (one.selector == other.selector) is same


def identity(**changes: object) -> Identity:
    instance = SimpleNamespace(
        dag_id="movie_dwh_dag", run_id="manual__1", task_id="stage_ratings", map_index=-1, id="01-ab", try_number=1
    )
    return Identity.of(SimpleNamespace(**{**vars(instance), **changes}))


def test_a_name_contains_the_task_and_is_stable() -> None:
    assert re.fullmatch(r"stage-ratings-[0-9a-f]{12}", identity().name)
    assert identity().name == identity().name


def test_tries_share_the_selector_but_not_the_name() -> None:
    first, second = identity(), identity(id="02-cd", try_number=2)
    assert first.selector == second.selector
    assert first.name != second.name


def test_a_rerun_under_the_same_run_id_gets_new_names() -> None:
    assert identity().name != identity(id="02-cd").name


def test_readable_ids_stay_readable() -> None:
    assert identity().labels["movielytics.io/dag"] == "movie_dwh_dag"
    assert identity(map_index=3).labels["movielytics.io/task"] == "stage_ratings.3"
    assert identity(map_index=None).labels["movielytics.io/task"] == "stage_ratings"
