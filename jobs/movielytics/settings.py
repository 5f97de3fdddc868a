"""All settings: environment variables ``MOVIELYTICS_*``, read once and validated when read."""

import os
import re
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from movielytics.errors import SettingsError
from movielytics.resources import CHECKOUT, IS_CHECKOUT
from movielytics.setting_types import (
    BucketUri,
    EndpointUrl,
    Folder,
    JavaOptions,
    LandingUri,
    Memory,
    PagesUri,
    RoleArn,
    Schedule,
    Seconds,
    Share,
    SparkMaster,
    WarehouseUrl,
)
from movielytics.warehouse_url import REDSHIFT

HOME = CHECKOUT if IS_CHECKOUT else Path.cwd()
"""The checkout, or the current folder if the package is installed.

Local runs keep their state in ``HOME/.movielytics``.
"""

DEFAULT_STATE_DIR = HOME / ".movielytics"

PREFIX = "MOVIELYTICS_"
_CONFIG = SettingsConfigDict(
    env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
)
_HTTP_HEADERS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
"""Credentials that are sent as HTTP headers. If one contains a line break, clients quote it in their errors."""

LONGEST_VALUE = 100
"""Largest length of a wrong value that a message quotes, in characters; a longer value is cut."""

S = TypeVar("S", bound=BaseSettings)


class Runtime(StrEnum):
    """Where tasks run: processes on this machine, or SparkApplications and pods."""

    LOCAL = "local"
    KUBERNETES = "kubernetes"


class S3Settings(BaseSettings):
    """The S3 server; boto3 and Spark find the credentials in the environment."""

    model_config = _CONFIG

    s3_endpoint_url: EndpointUrl | None = Field(
        None, description="http(s)://host:port of an S3 server other than Amazon's"
    )


class PageSettings(S3Settings):
    """The location of the report and the Data Docs: all that Airflow's UI needs, because it only shows them."""

    report_uri: PagesUri = Field(
        str(DEFAULT_STATE_DIR / "report"), description="folder or s3://bucket/prefix of the report"
    )


class LandingSettings(S3Settings):
    """The landing zone, and how often it is looked at: all that the triggerer needs to see files arrive."""

    landing_uri: LandingUri = Field(description="folder or s3://bucket/prefix that holds the files")
    arrival_poll_seconds: Seconds = Field(5, description="seconds between two looks at the landing zone, 0.1 to 3600")
    arrival_stable_seconds: Seconds = Field(
        5, description="seconds that a new file must stay as it is before a run starts, 0.1 to 3600"
    )


class ScheduleSettings(BaseSettings):
    """When runs start: all that the DAG file reads in addition to the runtime."""

    model_config = _CONFIG

    schedule: Schedule | None = Field(
        None, description="five fields of cron in UTC, a preset such as @daily, or none: no run starts by the clock"
    )
    on_arrival: bool = Field(False, description="true or false: whether a run starts when files arrive")


class ConnectSettings(BaseSettings):
    """How connections to the warehouse are opened."""

    model_config = _CONFIG

    warehouse_connect_timeout: float = Field(
        30,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="seconds to keep retrying an unreachable warehouse, 0 to 3600",
    )


class WarehouseSettings(BaseSettings):
    """The location of the warehouse: all that a command needs that only queries it."""

    model_config = _CONFIG

    warehouse_url: WarehouseUrl = Field(description="postgresql://user:password@host:port/database, or redshift://…")


class RetentionSettings(BaseSettings):
    """How long history is kept, and when older history is deleted: all that pruning needs apart from the warehouse."""

    model_config = _CONFIG

    prune_schedule: Schedule | None = Field(
        None, description="when old history is deleted: five fields of cron in UTC, a preset such as @weekly, or none"
    )

    retention_days: int = Field(
        400, ge=1, le=36500, description="days for which the warehouse keeps the history of loads, 1 to 36500"
    )
    log_retention_days: int = Field(
        90, ge=1, le=36500, description="days for which a local Airflow keeps its runs and logs, 1 to 36500"
    )


class Settings(LandingSettings, PageSettings, ConnectSettings, WarehouseSettings):
    """The settings of one process; every field is the variable ``MOVIELYTICS_<FIELD>``."""

    redshift_staging_uri: BucketUri | None = Field(
        None, description="s3://bucket/prefix from which Redshift copies staged rows"
    )
    redshift_iam_role: RoleArn | None = Field(None, description="the role that Redshift uses to read it")
    runtime: Runtime = Field(Runtime.LOCAL, description="local or kubernetes")
    state_dir: Folder = Field(DEFAULT_STATE_DIR, description="folder for everything that a local run writes")
    max_quarantined_share: Share = Field(
        0.05, description="largest share of unusable rows of a dataset that the gate accepts, 0 to 1"
    )
    range_bytes: int = Field(
        32 * 1024**2,
        ge=1024,
        le=1024**3,
        description="most bytes of a ratings file that one Spark task loads, 1024 to 1073741824",
    )
    max_unpacked_bytes: int = Field(
        64 * 1024**3,
        ge=1024,
        description="most bytes that a .csv.gz file may unpack to, at least 1024; a larger file is rejected",
    )
    spark_master: SparkMaster | None = Field(
        None, description="local[*] outside a cluster; unset if spark-submit decides"
    )
    spark_driver_memory: Memory = Field("4g", description="largest heap of a local Spark run, such as 512m or 4g")
    spark_java_options: JavaOptions = Field("", description="more Java options of a local Spark run")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.warehouse_url.get_secret_value().startswith(REDSHIFT):
            missing = [name for name in ("redshift_staging_uri", "redshift_iam_role") if getattr(self, name) is None]
            if missing:
                names = " and ".join(f"{PREFIX}{name.upper()}" for name in missing)
                raise ValueError(
                    "names a redshift:// warehouse, which is loaded from S3: "
                    f"set {names} (s3://bucket/prefix for staged files, "
                    "and the role that Redshift uses to read them; docs/redshift.md)"
                )
        return self


class ProcessEnvironment(BaseSettings):
    """Files that the launcher of this process names.

    All are optional and none can be invalid, so that an error in the other settings can be written as well.

    Attributes:
        result_file: where a step writes its termination message: its result or its error.
        kubernetes_file: how to launch SparkApplications and pods; see ``orchestration.kubernetes.settings``.
    """

    model_config = _CONFIG

    result_file: Path | None = None
    kubernetes_file: Path | None = None


@cache
def get_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        SettingsError: a variable is missing or invalid; the message names it and what is allowed.
    """
    _check_credentials()
    return read_settings(Settings)


def read_settings(kind: type[S]) -> S:
    """Read one group of settings from the environment.

    Raises:
        SettingsError: a variable is missing or invalid; the message names it and what is allowed.
    """
    try:
        return kind()
    except ValidationError as error:
        problems = "; ".join(
            _problem(kind, dict(each)) for each in error.errors(include_context=False, include_input=False)
        )
        raise SettingsError(f"wrong settings in the environment: {problems}") from None


def _problem(kind: type[BaseSettings], error: dict[str, Any]) -> str:
    """Describe one problem: the variable's name, its value unless it may be secret, and what is allowed."""
    name = str((*error["loc"], "warehouse_url")[0])
    variable = f"{PREFIX}{name.upper()}"
    field = kind.model_fields[name]
    if error["type"] == "missing":
        return f"{variable} is not set: {field.description}"
    if error["type"] == "value_error":
        return f"{variable} {str(error['msg']).removeprefix('Value error, ')}"
    value = next((value for key, value in os.environ.items() if key.upper() == variable), "")
    return f"{variable} is '{value[:LONGEST_VALUE]}', but must be: {field.description}"


def _check_credentials() -> None:
    for name in _HTTP_HEADERS:
        if re.search(r"[^\x21-\x7e]", os.environ.get(name, "")):
            raise SettingsError(
                f"wrong settings in the environment: {name} holds a space, a line break or another invalid character"
            )
