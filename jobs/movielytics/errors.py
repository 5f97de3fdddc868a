"""Errors whose message is for the person who can fix them: what, where, what to do."""


class MovielyticsError(Exception):
    """Ends a command with exit code 1 and its message, without a traceback."""


class SettingsError(MovielyticsError):
    """A setting is missing or wrong."""


class LandingError(MovielyticsError):
    """A delivered file or the landing zone cannot be read as it should."""


class WarehouseError(MovielyticsError):
    """The warehouse cannot be reached or is not in the state that a step needs."""


class GateError(MovielyticsError):
    """Data does not meet its expectations."""
