"""All settings: environment variables ``MOVIELYTICS_*``, read once."""

import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from movielytics.errors import SettingsError
from movielytics.warehouse.dialect import POSTGRES, REDSHIFT, is_redshift

HOME = Path(__file__).resolve().parents[2]
"""The folder that holds ``jobs``, ``dags``, ``sql`` and ``expectations``."""

Share = Annotated[float, Field(ge=0, le=1)]


def _known_warehouse(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith((*POSTGRES, REDSHIFT)):
        raise ValueError("is neither postgresql://user:password@host:port/database nor redshift://user:password@host:port/database")
    return url


def _bucket(uri: str) -> str:
    if not uri.startswith("s3://") or not uri.removeprefix("s3://").strip("/"):
        raise ValueError(f"is '{uri}' and not s3://bucket/prefix")
    return uri.rstrip("/")


def _role(arn: str) -> str:
    if arn != "default" and not re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+", arn):
        raise ValueError(f"is '{arn}' and neither arn:aws:iam::ACCOUNT:role/NAME nor default, the role that the warehouse has as default")
    return arn


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
    warehouse_url: Annotated[SecretStr, AfterValidator(_known_warehouse)] = Field(
        description="postgresql://user:password@host:port/database, or redshift://…"
    )
    redshift_staging_uri: Annotated[str, AfterValidator(_bucket)] | None = Field(
        None, description="s3://bucket/prefix from which Redshift copies what is staged."
    )
    redshift_iam_role: Annotated[str, AfterValidator(_role)] | None = Field(None, description="The role by which Redshift reads it.")
    runtime: Runtime = Field(Runtime.LOCAL, description="local or kubernetes")
    state_dir: Path = Field(HOME / ".movielytics", description="Folder for everything a local run writes.")
    max_quarantined_share: Share = Field(0.05, description="The gate fails when more than this share of a load's rows is unusable.")
    alert_webhook_url: SecretStr | None = Field(None, description="Receives a POST when a run fails; none: no alert.")
    range_bytes: int = Field(32 * 1024 * 1024, ge=1024, description="Bytes of a file of ratings that one Spark task loads at most.")
    spark_master: str | None = Field(None, description="local[*] outside a cluster; unset where spark-submit decides.")
    spark_driver_memory: str = Field("4g", description="Largest heap of a local Spark run.")
    spark_java_options: str = Field("", description="More options of a local Spark run's Java.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if is_redshift(self.warehouse_url.get_secret_value()):
            missing = [name for name in ("redshift_staging_uri", "redshift_iam_role") if getattr(self, name) is None]
            if missing:
                names = " and ".join(f"MOVIELYTICS_{name.upper()}" for name in missing)
                raise ValueError(
                    f"a redshift:// warehouse is loaded from S3: set {names} (s3://bucket/prefix for the files on their way, and the "
                    f"role by which Redshift reads them; docs/redshift.md)"
                )
        return self


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
        problems = "; ".join(f"MOVIELYTICS_{str((*e['loc'], 'WAREHOUSE_URL')[0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"wrong settings in the environment: {problems}") from None
