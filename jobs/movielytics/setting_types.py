"""The types of settings: what each accepts, and the message if a value is wrong.

A message never quotes a value that may contain a secret.
"""

import re
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, TypeAdapter, ValidationError

from movielytics.errors import SettingsError
from movielytics.warehouse_url import connection_parameters

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(ge=0.1, le=3600, allow_inf_nan=False)]

HAS_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
"""The scheme of a URI. A value without one is the literal name of a folder, including ``#``, ``?`` and ``%20``."""
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")
_SPARK_MASTER = re.compile(
    r"local(\[(\d+|\*)(, *\d+)?\])?|local-cluster\[ *\d+ *, *\d+ *, *\d+ *\]|yarn|spark://\S+|k8s://\S+",
)
NO_SCHEDULE = "none"
"""The schedule of a DAG that no clock starts."""
_SCHEDULE = re.compile(
    rf"{NO_SCHEDULE}|@(hourly|daily|weekly|monthly|quarterly|yearly)|[0-9A-Za-z*/,?#-]+( [0-9A-Za-z*/,?#-]+){{4}}"
)
"""The shape of a schedule; Airflow refuses numbers that are out of range when it reads the DAG file."""


def _warehouse(url: SecretStr) -> SecretStr:
    stripped = url.get_secret_value().strip()
    connection_parameters(stripped)
    return SecretStr(stripped)


def _s3(uri: str) -> str:
    if not uri.startswith("s3://"):
        raise ValueError(f"is '{uri}' and not s3://bucket/prefix")
    bucket, _, prefix = uri.removeprefix("s3://").rstrip("/").partition("/")
    if not _BUCKET.fullmatch(bucket):
        raise ValueError(
            f"is '{uri}', "
            "but s3://bucket/prefix needs a bucket of 3 to 255 letters, digits, dots, hyphens and underscores"
        )
    if prefix and set(prefix.split("/")) & {"", ".", ".."}:
        raise ValueError(f"is '{uri}', but a prefix has no empty, . or .. segment")
    return uri.rstrip("/")


def _place(uri: str) -> str:
    if "\0" in uri:
        raise ValueError("holds a NUL, which no folder's name does")
    found = HAS_SCHEME.match(uri)
    if found is None:
        return uri
    if found[0] in {"s3://", "s3a://"}:
        return _s3(f"s3://{uri[found.end() :]}")
    raise ValueError(f"is '{uri}' and neither a folder nor s3://bucket/prefix")


def _pages(uri: str) -> str:
    if re.match(r"file:///", uri):
        return uri
    if re.match(r"s3a?:(?!//)", uri):
        raise ValueError(f"is '{uri}' and neither a folder nor s3://bucket/prefix")
    return _place(uri)


def _role(arn: str) -> str:
    if arn != "default" and not re.fullmatch(r"arn:aws[\w-]*:iam::\d{12}:role/[\w+=,.@/-]+", arn):
        raise ValueError(
            f"is '{arn}' and neither arn:aws:iam::ACCOUNT:role/NAME "
            "nor default, the role that the warehouse has as default"
        )
    return arn


def http_problem(url: str) -> str | None:
    """Return why a client cannot use an HTTP URL, without quoting it; None if it can."""
    if not url.startswith(("http://", "https://")):
        return "begins with neither http:// nor https://"
    if re.search(r"[^\x21-\x7e]", url):
        return "holds spaces, control characters or letters other than ASCII: percent-encode them"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "has no readable host and port: the host is a name or an address, the port a number from 1 to 65535"
    if "@" in parts.netloc:
        return "holds a user or a password before its host, which is not supported"
    if not parts.hostname or port == 0:
        return "names no host, or port 0"
    return None


def _endpoint(url: str) -> str:
    problem = http_problem(url)
    if problem is None and (urlsplit(url).query or urlsplit(url).fragment):
        problem = "has a query or a fragment"
    if problem is not None:
        shown = "" if "@" in url or "?" in url else f"is '{url}', which "
        raise ValueError(
            f"{shown}{problem}; allowed is http://host:port or https://host:port, with the credentials in AWS_*"
        )
    return url.rstrip("/")


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ValueError(f"is '{path}', which is a file: name a folder")
    return path


def _master(master: str) -> str:
    if not _SPARK_MASTER.fullmatch(master):
        raise ValueError(
            f"is '{master}' and none of local, local[N], local[*], spark://host:port, yarn, k8s://host:port"
        )
    return master


def _memory(size: str) -> str:
    if not re.fullmatch(r"[1-9]\d*[kmgt]b?", size, re.IGNORECASE):
        raise ValueError(f"is '{size}' and not a number with a unit, such as 512m or 4g")
    return size


def _schedule(text: str) -> str:
    words = " ".join(text.split())
    if not _SCHEDULE.fullmatch(words):
        raise ValueError(
            f"is '{text}' and none of five fields of cron such as '0 6 * * *', "
            "@hourly, @daily, @weekly, @monthly, @quarterly, @yearly, none"
        )
    return words


def _java(options: str) -> str:
    if re.search(r"(^|\s)-Xmx", options):
        raise ValueError("holds -Xmx; the largest heap is MOVIELYTICS_SPARK_DRIVER_MEMORY")
    return options


WarehouseUrl = Annotated[SecretStr, AfterValidator(_warehouse)]
LandingUri = Annotated[str, AfterValidator(_place)]
PagesUri = Annotated[str, AfterValidator(_pages)]
BucketUri = Annotated[str, AfterValidator(_s3)]
RoleArn = Annotated[str, AfterValidator(_role)]
EndpointUrl = Annotated[str, AfterValidator(_endpoint)]
Folder = Annotated[Path, AfterValidator(_folder)]
SparkMaster = Annotated[str, AfterValidator(_master)]
Memory = Annotated[str, AfterValidator(_memory)]
Schedule = Annotated[str, AfterValidator(_schedule)]
JavaOptions = Annotated[str, AfterValidator(_java)]


def validated(name: str, kind: Any, value: object) -> Any:
    """Validate the argument of a command like a setting of the type ``kind``, and return its value.

    Raises:
        SettingsError: the value is invalid; the message begins with ``name``.
    """
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        words = error.errors(include_context=False, include_input=False)[0]["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name} {words}") from None
