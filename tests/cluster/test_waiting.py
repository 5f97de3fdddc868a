"""Why the worker pods of queued tasks do not start."""

from typing import Any

import pytest

from movielytics.cluster.waiting import worker_problems

UNSCHEDULABLE = {
    "conditions": [
        {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": "0/1 nodes are available: 1 node(s) were unschedulable.",
        }
    ]
}
NO_IMAGE = {"containerStatuses": [{"name": "base", "state": {"waiting": {"reason": "ErrImagePull", "message": "no"}}}]}
FULL = {"metadata": {"name": "team"}, "status": {"hard": {"pods": "0", "cpu": "2"}, "used": {"pods": "0", "cpu": "1"}}}
FREE = {"metadata": {"name": "team"}, "status": {"hard": {"pods": "9"}, "used": {"pods": "0"}}}


def worker(status: dict[str, Any], run_id: str = "run 1", **spec: Any) -> dict[str, Any]:
    notes = {"dag_id": "movie_dwh_dag", "task_id": "plan_run", "run_id": run_id}
    return {"metadata": {"name": "w", "annotations": notes}, "spec": spec, "status": {"phase": "Pending", **status}}


@pytest.mark.parametrize(
    ("pods", "quotas", "problem"),
    [
        (
            [worker(UNSCHEDULABLE)],
            [],
            "worker pod w finds no node: Unschedulable: 0/1 nodes are available: 1 node(s) were unschedulable.",
        ),
        ([worker(NO_IMAGE)], [], "pod w cannot start: ErrImagePull: no (does the image exist"),
        ([worker({}, schedulingGates=[{"name": "kueue"}])], [], "worker pod w has scheduling gates: kueue"),
        ([worker({})], [FULL], None),  # it has a pod, so no quota forbids it
        ([], [FREE, FULL], "quota team is used up: 0 of 0 pods"),
        ([worker(UNSCHEDULABLE, run_id="another")], [FREE], None),
        ([], [], None),
    ],
)
def test_a_queued_task_has_the_reason_of_its_worker_pod(
    pods: list[dict[str, Any]], quotas: list[dict[str, Any]], problem: str | None
) -> None:
    found = worker_problems(["plan_run"], "run 1", pods, quotas)
    if problem is None:
        assert found == {}
    else:
        assert found["plan_run"].startswith(problem)
