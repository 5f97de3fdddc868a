"""The launch settings of SparkApplications and pods: the file that ``MOVIELYTICS_KUBERNETES_FILE`` names."""

from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints, ValidationError, model_validator

from movielytics.errors import SettingsError
from movielytics.settings import ProcessEnvironment
from movielytics.tables import LOADS

Memory = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*[kmgt]$")]
"""Spark's notation: 512m, 2g."""
Cpu = Annotated[str, StringConstraints(pattern=r"^(\d+(\.\d+)?|\d+m)$"), Field(coerce_numbers_to_str=True)]
"""Kubernetes' notation: 500m, 2."""

LONGEST_ADMISSION = 24 * 3600
"""Largest value of ``admission_timeout_seconds``, in seconds. Airflow's own time limit of a task includes it."""

StepName = Literal["audit", "upsert", "check", "report", "prune"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Executors(_Strict):
    """The executors of a load that is too large for one pod; Spark runs between ``min`` and ``max`` of them."""

    min: Annotated[int, Field(ge=0)] = 0
    max: PositiveInt
    cores: PositiveInt = 1
    core_request: Cpu | None = None
    core_limit: Cpu | None = None
    memory: Memory = "1g"
    memory_overhead: Memory | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Executors":
        if self.min > self.max:
            raise ValueError(f"min is {self.min}, more than max, which is {self.max}")
        return self


class Load(_Strict):
    """The size of a load's driver and, if it has any, of its executors."""

    cores: PositiveInt = 1
    core_request: Cpu | None = None
    core_limit: Cpu | None = None
    memory: Memory = "1g"
    memory_overhead: Memory | None = None
    executors: Executors | None = None


class Spark(_Strict):
    """The settings of SparkApplications. An empty ``namespace`` is that of the other pods."""

    namespace: str = ""
    image: Annotated[str, Field(min_length=1)]
    spark_version: str = "4.3.0"
    service_account: str
    conf: dict[str, str] = {}
    default: Load = Load()
    loads: dict[str, Load] = {}
    loads_at_once: PositiveInt = 4
    application_spec: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _over_default(cls, data: Any) -> Any:
        """Merge each load's own settings over the defaults."""
        match data:
            case {"default": dict(default), "loads": dict(loads)}:
                over = {name: {**default, **own} if isinstance(own, dict) else own for name, own in loads.items()}
                return {**data, "loads": over}
        return data

    @model_validator(mode="after")
    def _loads_are_loads(self) -> "Spark":
        known = [load.name for load in LOADS]
        if unknown := set(self.loads) - set(known):
            raise ValueError(f"loads: there is no load {', '.join(sorted(unknown))}; there are {', '.join(known)}")
        return self

    def load(self, name: str) -> Load:
        """Return the size of the load ``name``: its own settings over the defaults."""
        return self.loads.get(name, self.default)


class Step(_Strict):
    """The size of a step's pod, as Kubernetes requests and limits."""

    resources: dict[Literal["requests", "limits"], dict[str, str | float]] = {}


class Warehouse(_Strict):
    """The settings of pods for the steps that work on the warehouse."""

    image: Annotated[str, Field(min_length=1)]
    service_account: str
    default: Step = Step()
    steps: dict[StepName, Step] = {}

    def step(self, name: StepName) -> Step:
        """Return the size of the step ``name``'s pod."""
        return self.steps.get(name, self.default)


class KubernetesSettings(_Strict):
    """All launch settings that differ between clusters."""

    namespace: Annotated[str, Field(min_length=1)]
    instance: Annotated[str, Field(min_length=1)]
    image_pull_policy: Literal["Always", "IfNotPresent", "Never"] = "IfNotPresent"
    image_pull_secrets: list[str] = []
    env_from: list[dict[str, Any]] = []
    start_timeout_seconds: PositiveInt = 300
    admission_timeout_seconds: Annotated[int, Field(gt=0, le=LONGEST_ADMISSION)] = 3600
    time_to_live_seconds: PositiveInt = 600
    node_selector: dict[str, str] = {}
    tolerations: list[dict[str, Any]] = []
    affinity: dict[str, Any] = {}
    priority_class_name: str = ""
    pod_labels: dict[str, str] = {}
    pod_annotations: dict[str, str] = {}
    source_volume: dict[str, Any] | None = None
    spark: Spark
    warehouse: Warehouse

    @property
    def spark_namespace(self) -> str:
        """The namespace of SparkApplications and their pods."""
        return self.spark.namespace or self.namespace


def kubernetes_settings() -> KubernetesSettings:
    """Read the file; every launch reads it again, so that the changes of an upgrade apply to the next launch.

    Raises:
        SettingsError: the file is not named, missing or invalid; the message says what and where.
    """
    file = ProcessEnvironment().kubernetes_file
    if file is None:
        raise SettingsError("MOVIELYTICS_KUBERNETES_FILE is not set: it names the file that says how to launch pods")
    try:
        content = yaml.safe_load(file.read_text())
    except OSError as error:
        raise SettingsError(f"MOVIELYTICS_KUBERNETES_FILE: cannot read {file}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"MOVIELYTICS_KUBERNETES_FILE: {file} is not YAML: {error}") from error
    try:
        return KubernetesSettings.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in e['loc']) or 'the file'}: {e['msg']}" for e in error.errors()
        )
        raise SettingsError(f"wrong settings in {file}: {problems}") from None
