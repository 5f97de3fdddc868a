"""The cause in the output of spark-submit: the cases of submissions.yaml."""

from pathlib import Path

import pytest
import yaml

from movielytics.orchestration.kubernetes.submission import cause, exceeds_quota

CASES = yaml.safe_load(Path(__file__).with_name("submissions.yaml").read_text())


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_found_in_the_output(name: str) -> None:
    case = CASES[name]
    assert cause(case["message"]) == case["cause"]
    assert exceeds_quota(case["message"]) is case.get("quota", False)
