"""Errors whose message is for the person who can fix them: what, where, what to do."""


class MovielyticsError(Exception):
    """Ends a command with exit code 1 and its message, without a traceback.

    Attributes:
        permanent: the same settings and the same files bring it again: a retry would only delay the message.
    """

    permanent = False


class SettingsError(MovielyticsError):
    """A setting is missing or wrong."""

    permanent = True


class LandingError(MovielyticsError):
    """A delivered file or the landing zone cannot be read as it should."""

    permanent = True


class WarehouseError(MovielyticsError):
    """The warehouse cannot be reached or is not in the state that a step needs."""


class GateError(MovielyticsError):
    """Data does not meet its expectations."""

    permanent = True


class PublishingError(MovielyticsError):
    """The report or the Data Docs cannot be stored or read."""
