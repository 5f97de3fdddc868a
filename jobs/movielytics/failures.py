"""Turn any exception into one form for people and machines: message, kind and exit code."""

import errno
import re
from collections.abc import Iterator
from enum import StrEnum

from pydantic import BaseModel

from movielytics import errors
from movielytics.errors import (
    EXIT_CODES,
    DiskFullError,
    Kind,
    LandingError,
    LandingUnreachableError,
    MovielyticsError,
    PagesError,
    PagesUnreachableError,
    SettingsError,
    UnreachableError,
    WarehouseError,
    WarehouseUnreachableError,
)
from movielytics.redaction import redact

_RAISED_ELSEWHERE = re.compile(r"^movielytics\.errors\.(\w+): (.+)$", re.MULTILINE)
"""Matches one of our errors in the traceback of another process, such as a Spark worker."""

_UNREACHABLE: dict[type[MovielyticsError], type[MovielyticsError]] = {
    LandingError: LandingUnreachableError,
    PagesError: PagesUnreachableError,
    WarehouseError: WarehouseUnreachableError,
}


class Failure(BaseModel):
    """A failure as ``--json`` prints it.

    Attributes:
        kind: the kind of problem; see ``errors.Kind``.
        message: what happened, where, and what to do.
        exit_code: the exit code of the command.
        permanent: whether a retry with the same settings and files fails again.
    """

    kind: Kind
    message: str
    exit_code: int
    permanent: bool


class IncidentKind(StrEnum):
    """What an alert is about, for the person who decides who must act."""

    GATE = "gate"
    DATA = "data"
    SERVICE = "service"
    CRASH = "crash"


INCIDENT_KINDS: dict[Kind, IncidentKind] = {
    Kind.GATE: IncidentKind.GATE,
    Kind.INPUT: IncidentKind.DATA,
    Kind.SETTINGS: IncidentKind.SERVICE,
    Kind.UNREACHABLE: IncidentKind.SERVICE,
    Kind.ENVIRONMENT: IncidentKind.SERVICE,
    Kind.USAGE: IncidentKind.CRASH,
    Kind.DEFECT: IncidentKind.CRASH,
    Kind.INTERRUPTED: IncidentKind.CRASH,
}
"""The kind of incident that each kind of problem is; *service* is all that a step needs: servers, settings, nodes."""


def failure_of(error: BaseException) -> Failure:
    """Return the Failure for any exception; its message contains no secret of the environment."""
    if isinstance(error, KeyboardInterrupt):
        return Failure(
            kind=Kind.INTERRUPTED, message="interrupted", exit_code=EXIT_CODES[Kind.INTERRUPTED], permanent=False
        )
    explained = explain(error)
    if explained is None:
        # The message of a Java error includes the whole stack trace.
        message = f"unexpected {type(error).__name__}: {str(error).partition(f'{chr(10)}{chr(9)}at ')[0]}"
        return Failure(kind=Kind.DEFECT, message=redact(message), exit_code=EXIT_CODES[Kind.DEFECT], permanent=False)
    kind = explained.kind
    return Failure(kind=kind, message=redact(str(explained)), exit_code=EXIT_CODES[kind], permanent=explained.permanent)


def incident_kind_of(error: BaseException) -> IncidentKind:
    """Return the kind of incident that an error is; an error without MovielyticsError may have its ``kind``."""
    kind = getattr(error, "kind", None)
    return INCIDENT_KINDS[kind if isinstance(kind, Kind) else failure_of(error).kind]


def exit_code_of(error: object) -> int:
    """Return the exit code of a command that ``error`` ended; if it is no exception, the exit code of a defect."""
    return failure_of(error).exit_code if isinstance(error, BaseException) else EXIT_CODES[Kind.DEFECT]


def explain(error: BaseException) -> MovielyticsError | None:
    """Return the MovielyticsError that an exception is, wraps or amounts to; None if it is unexpected."""
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, MovielyticsError):
            return cause
    for cause in chain:
        found = _disk_full(cause) or explain_s3(cause) or _raised_elsewhere(cause)
        if found is not None:
            return found
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, its cause, the cause's cause and so on; stop at a cycle, which some libraries create."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        yield error
        seen.append(error)
        error = error.__cause__


def _raised_elsewhere(error: BaseException) -> MovielyticsError | None:
    found = _RAISED_ELSEWHERE.findall(str(error)) if isinstance(error, Exception) else []
    for name, message in reversed(found):
        kind = getattr(errors, name, None)
        if isinstance(kind, type) and issubclass(kind, MovielyticsError):
            return kind(message)
    return None


def _disk_full(error: BaseException) -> MovielyticsError | None:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        where = f" while writing {error.filename}" if error.filename else ""
        return DiskFullError(f"a disk of this machine is full{where}: make room and run again")
    return None


def explain_s3(error: BaseException) -> MovielyticsError | None:
    """Return the MovielyticsError for an error of boto3: a wrong setting or an unreachable service; None if neither."""
    if not type(error).__module__.startswith(("botocore.", "boto3.")):
        return None
    from boto3.exceptions import S3UploadFailedError
    from botocore import exceptions as boto

    found: MovielyticsError | None = None
    if isinstance(error, S3UploadFailedError) and error.__context__ is not None:
        found = explain_s3(error.__context__)
    elif isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError | boto.CredentialRetrievalError):
        found = SettingsError(
            f"S3 needs credentials: {error}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or a role"
        )
    elif isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        found = UnreachableError(f"S3 does not respond: {error}; check MOVIELYTICS_S3_ENDPOINT_URL and the network")
    elif isinstance(error, boto.ClientError):
        words = f"{error.operation_name}: {error.response.get('Error', {})}"
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= 500 or status == 429:
            found = UnreachableError(f"S3 does not serve the request: {words}; a retry may succeed")
        else:
            found = SettingsError(
                f"S3 rejects the request: {words}; check the bucket, the credentials and their permissions"
            )
    return found


def s3_error(kind: type[MovielyticsError], message: str, error: BaseException) -> MovielyticsError:
    """Return an error of the class ``kind`` for a failed call of S3, or its unreachable variant if a retry may succeed.

    Args:
        kind: LandingError, PagesError or WarehouseError.
        message: what happened and what to do.
        error: the error that boto3 raised.
    """
    explained = explain_s3(error)
    unreachable = explained is not None and explained.kind is Kind.UNREACHABLE
    return (_UNREACHABLE[kind] if unreachable else kind)(message)
