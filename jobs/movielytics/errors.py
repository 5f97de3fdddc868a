"""Errors with messages for the person who can fix them (what happened, where, what to do), and their exit codes."""

from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """The kind of problem that ended a command; each has its own exit code."""

    DEFECT = "defect"
    USAGE = "usage"
    SETTINGS = "settings"
    INPUT = "input"
    GATE = "gate"
    UNREACHABLE = "unreachable"
    ENVIRONMENT = "environment"
    INTERRUPTED = "interrupted"


EXIT_CODES: dict[Kind, int] = {
    Kind.DEFECT: 1,
    Kind.USAGE: 2,
    Kind.SETTINGS: 3,
    Kind.INPUT: 4,
    Kind.GATE: 5,
    Kind.UNREACHABLE: 6,
    Kind.ENVIRONMENT: 7,
    Kind.INTERRUPTED: 130,
}
"""The exit code of each kind of problem; 0 is success. docs/reference.md lists them for users."""


class MovielyticsError(Exception):
    """Ends a command with its message, without a traceback, and with the exit code of its kind.

    Attributes:
        kind: decides the exit code.
        permanent: whether the same settings and files cause it again, so that a retry would only delay the message.
    """

    kind: ClassVar[Kind] = Kind.ENVIRONMENT
    permanent = False


class SettingsError(MovielyticsError):
    """A setting is missing or wrong."""

    kind = Kind.SETTINGS
    permanent = True


class LandingError(MovielyticsError):
    """A delivered file or the landing zone cannot be read.

    Attributes:
        parts: the errors that this one combines, one per line of its message; empty if it is a single error.
    """

    kind = Kind.INPUT
    permanent = True
    parts: "tuple[LandingError, ...]" = ()


class FileChangedError(LandingError):
    """A delivered file changed while it was read; the next try reads the new content."""

    permanent = False


class LandingUnreachableError(LandingError):
    """The landing zone's server does not respond; a retry may succeed."""

    kind = Kind.UNREACHABLE
    permanent = False


class UnreachableError(MovielyticsError):
    """A service does not respond; a retry may succeed."""

    kind = Kind.UNREACHABLE


class WarehouseError(MovielyticsError):
    """The warehouse is not in the state that a step needs."""


class WarehouseUnreachableError(WarehouseError):
    """The warehouse does not respond, or the connection to it broke; a retry may succeed."""

    kind = Kind.UNREACHABLE


class WarehouseLoginError(WarehouseError):
    """The warehouse rejects the user, the password, the database or the encryption of ``MOVIELYTICS_WAREHOUSE_URL``.

    It is not permanent: while a password is being changed, the server and the Secret differ for a moment.
    """

    kind = Kind.SETTINGS


class DiskFullError(MovielyticsError):
    """A disk of this machine is full."""


class GateError(MovielyticsError):
    """Data does not meet its expectations."""

    kind = Kind.GATE
    permanent = True


class PagesError(MovielyticsError):
    """The report or the Data Docs cannot be stored or read."""


class PagesUnreachableError(PagesError):
    """The server that stores the report and the Data Docs does not respond; a retry may succeed."""

    kind = Kind.UNREACHABLE
