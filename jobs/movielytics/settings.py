"""All settings: environment variables ``MOVIELYTICS_*``, read once."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from movielytics.errors import SettingsError

HOME = Path(__file__).resolve().parents[2]
"""The folder that holds ``jobs``, ``dags``, ``sql`` and ``expectations``."""

Share = Annotated[float, Field(ge=0, le=1)]


class Runtime(StrEnum):
    """Where tasks run: processes on this machine, or SparkApplications and pods."""

    LOCAL = "local"
    KUBERNETES = "kubernetes"


class PageSettings(BaseSettings):
    """Where the report and the Data Docs are: all that a process needs which only shows them, as Airflow's UI does."""

    model_config = SettingsConfigDict(env_prefix="MOVIELYTICS_", env_ignore_empty=True, extra="ignore", frozen=True)

    report_uri: str = Field(str(HOME / ".movielytics" / "report"), description="Folder or s3://bucket/prefix of the report.")
    s3_endpoint_url: str | None = Field(None, description="An S3 server other than Amazon's.")


class Settings(PageSettings):
    """The settings of one process; every field is the variable ``MOVIELYTICS_<FIELD>``."""

    landing_uri: str = Field(description="Folder or s3://bucket/prefix that holds the files.")
    warehouse_url: SecretStr = Field(description="postgresql://user:password@host:port/database")
    runtime: Runtime = Field(Runtime.LOCAL, description="local or kubernetes")
    state_dir: Path = Field(HOME / ".movielytics", description="Folder for everything a local run writes.")
    max_quarantined_share: Share = Field(0.05, description="The gate fails when more than this share of a load's rows is unusable.")
    alert_webhook_url: SecretStr | None = Field(None, description="Receives a POST when a run fails; none: no alert.")
    range_bytes: int = Field(32 * 1024 * 1024, ge=1024, description="Bytes of a file of ratings that one Spark task loads.")
    spark_master: str | None = Field(None, description="local[*] outside a cluster; unset where spark-submit decides.")
    spark_driver_memory: str = Field("4g", description="Largest heap of a local Spark run.")
    spark_java_options: str = Field("", description="More options of a local Spark run's Java.")


class Surroundings(BaseSettings):
    """What whoever started this process says of its place; all optional, so that wrong settings can still be told.

    Attributes:
        result_file: where a step leaves what a pod's end should say: its result, or its error.
        kubernetes_file: how SparkApplications and pods are launched; see ``orchestration.kubernetes.settings``.
        warehouse_patience: for how many seconds a warehouse is asked again that does not answer: it may be restarting.
    """

    model_config = SettingsConfigDict(env_prefix="MOVIELYTICS_", env_ignore_empty=True, extra="ignore", frozen=True)

    result_file: Path | None = None
    kubernetes_file: Path | None = None
    warehouse_patience: Annotated[float, Field(ge=0)] = 30


@cache
def get_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        SettingsError: a variable is missing or has an impossible value; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"MOVIELYTICS_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"wrong settings in the environment: {problems}") from None
