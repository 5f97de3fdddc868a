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


class Settings(BaseSettings):
    """The settings of one process; every field is the variable ``MOVIELYTICS_<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="MOVIELYTICS_", extra="ignore", frozen=True)

    landing_uri: str = Field(description="Folder or s3://bucket/prefix that holds the files.")
    warehouse_url: SecretStr = Field(description="postgresql://user:password@host:port/database")
    runtime: Runtime = Field(Runtime.LOCAL, description="local or kubernetes")
    state_dir: Path = Field(HOME / ".movielytics", description="Folder for everything a local run writes.")
    report_dir: Path = Field(HOME / ".movielytics" / "report", description="Folder of the report and the Data Docs.")
    max_quarantined_share: Share = Field(0.05, description="The gate fails when more than this share of a load's rows is unusable.")
    alert_webhook_url: SecretStr | None = Field(None, description="Receives a POST when a run fails; none: no alert.")
    s3_endpoint_url: str | None = Field(None, description="An S3 server other than Amazon's.")
    spark_master: str | None = Field(None, description="local[*] outside a cluster; unset where spark-submit decides.")
    spark_driver_memory: str = Field("4g", description="Largest heap of a local Spark run.")
    spark_java_options: str = Field("", description="More options of a local Spark run's Java.")


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
