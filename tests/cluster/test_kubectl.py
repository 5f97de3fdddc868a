"""Port-forwards and objects, through a fake kubectl whose behaviour a test decides."""

import sys
import urllib.request
from pathlib import Path

import pytest

from movielytics.cluster.kubectl import Forward, forward, get, secret
from movielytics.errors import MovielyticsError

SERVES = f"""#!/bin/sh
for port; do :; done # the last argument is LOCAL:REMOTE
exec {sys.executable} -m http.server --bind 127.0.0.1 "${{port%:*}}"
"""
FAILS = "#!/bin/sh\necho 'tried once' >&2\necho 'error: no pod is ready' >&2\nexit 1\n"


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "kubectl"


def write(program: Path, text: str) -> None:
    program.write_text(text)
    program.chmod(0o755)


def answers(forwarding: Forward) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{forwarding.port}", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_a_forward_lasts_as_long_as_the_context(kubectl: Path) -> None:
    write(kubectl, SERVES)
    with forward("here", "server", 80) as forwarding:
        assert answers(forwarding)
    assert not answers(forwarding)


def test_a_forward_is_renewed_when_a_pod_is_back(kubectl: Path) -> None:
    write(kubectl, SERVES)
    with forward("here", "server", 80) as forwarding:
        write(kubectl, FAILS)
        for _ in range(2):
            with pytest.raises(MovielyticsError, match="no pod is ready"):
                forwarding.renew()
        assert not answers(forwarding)
        write(kubectl, SERVES)
        forwarding.renew()
        assert answers(forwarding)


def test_the_last_line_of_kubectl_is_the_reason(kubectl: Path) -> None:
    write(kubectl, FAILS)
    with pytest.raises(MovielyticsError) as failed:
        get("here", "secret", "name")
    assert str(failed.value) == "`kubectl --namespace here get secret name --output json`: error: no pod is ready"


def test_a_missing_kubectl_is_reported(kubectl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(kubectl.parent))
    with pytest.raises(MovielyticsError, match="kubectl is not installed"):
        get("here", "secret", "name")


def test_a_secret_is_decoded(kubectl: Path) -> None:
    write(kubectl, """#!/bin/sh\necho '{"data": {"WORD": "bW92aWU="}}'\n""")
    assert secret("here", "name") == {"WORD": "movie"}
