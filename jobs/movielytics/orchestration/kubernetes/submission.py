"""Find the cause in the output of spark-submit, which the operator stores as the application's error message."""

import re

_REFUSAL = re.compile(r"Message: (.+?)\. Received status: ")
"""The message of the Kubernetes API in an exception of Spark's client, ``KubernetesClientException``."""
_EXCEPTION = re.compile(r'^(?:Exception in thread "[^"]*"|Caused by:) (?:[\w$]+\.)*([\w$]+)(?:: (.+))?$', re.MULTILINE)
_ERROR = re.compile(r"^\S+ \S+ ERROR \w+: (.+)$", re.MULTILINE)
_NOISE = re.compile(r"WARNING: |Using Spark's |\S+ \S+ (WARN|INFO) |\s+at |\s+\.\.\. \d+ more")
"""Beginnings of lines that never say why a submission failed."""


def cause(message: str) -> str:
    """Return why a submission failed: the API's own message, the exception, or the lines that may say it.

    Spark's launcher, its logger and the stack trace write 50 to 100 lines around the one that says it.
    """
    if refusals := _REFUSAL.findall(message):
        return str(refusals[-1])
    exceptions = [f"{kind}: {text}" if text else kind for kind, text in _EXCEPTION.findall(message)]
    if exceptions:
        return "; caused by ".join(dict.fromkeys(exceptions[:2]))
    if errors := _ERROR.findall(message):
        return str(errors[-1])
    # The operator writes its own words before the first line of the output.
    lines = [line for line in message.splitlines() if not _NOISE.match(line)]
    return "\n".join(lines) or message


def exceeds_quota(message: str) -> bool:
    """Return whether a message of the Kubernetes API says that a quota has no room now."""
    return "exceeded quota: " in message
