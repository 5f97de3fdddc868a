"""The trigger of a pod that has ended: the gate before publication succeeds, the one after it fails."""

from movielytics.orchestration.kubernetes.outcome import Failed, Outcome, Succeeded
from movielytics.orchestration.kubernetes.triggers import PodTrigger
from movielytics.results import StepResult


class EndedPodTrigger(PodTrigger):
    """Ends a task without a cluster."""

    async def _launch(self) -> Outcome:
        if self.step == "check":
            return Failed("a rule is broken", permanent=True)
        return Succeeded(StepResult(task=self.step, changed=True))
