"""The result of a step, as tasks pass it on."""

import pytest

from movielytics.results import Counts, StepResult

RESULT = StepResult(task="upsert_cpi", changed=True, counts=Counts(inserted=3))


@pytest.mark.parametrize(
    "xcom", [RESULT.model_dump(mode="json"), RESULT.model_dump_json()], ids=["of a worker", "of the triggerer"]
)
def test_an_xcom_of_a_worker_or_the_triggerer_is_the_same_result(xcom: object) -> None:
    assert StepResult.from_xcom(xcom) == RESULT
