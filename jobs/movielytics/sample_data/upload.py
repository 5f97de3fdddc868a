"""Upload made-up files to a bucket."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from movielytics.errors import LandingError
from movielytics.failures import s3_error
from movielytics.landing.identity import MARKER, canonical_uri, has_marker, s3_client
from movielytics.sample_data.generate import FILES, generate, not_sample_data


def generate_into_bucket(uri: str, scale: float = 1.0, seed: int = 0, endpoint_url: str | None = None) -> list[str]:
    """Write the files of ``generate`` and upload them to ``uri``; the same arguments always write the same objects.

    Args:
        uri: s3://bucket/prefix; the bucket must exist. Credentials come from the environment, as boto3 finds them.
        scale: see ``generate``.
        seed: see ``generate``.
        endpoint_url: an S3 server other than Amazon's.

    Returns:
        The objects' URIs.

    Raises:
        LandingError: the bucket cannot be written to, or contains files of these names that are not sample data.
    """
    _refuse_own_files(canonical_uri(uri), endpoint_url)
    with TemporaryDirectory() as folder:
        files = generate(Path(folder), scale, seed)
        _put(Path(folder) / MARKER, uri, endpoint_url)  # first, so that even a partial delivery can be recognised
        return [_put(file, uri, endpoint_url) for file in files]


def _refuse_own_files(uri: str, endpoint_url: str | None) -> None:
    """Refuse to overwrite a user's own files, as ``generate.refuse_own_files`` does.

    A bucket that cannot be read is not an error here; writing to it reports the problem.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    if has_marker(uri, endpoint_url):
        return
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    for name in FILES:
        with suppress(ClientError, BotoCoreError):
            s3_client(endpoint_url).head_object(Bucket=bucket, Key="/".join(filter(None, (prefix, name))))
            raise LandingError(not_sample_data(f"{uri}/{name}"))


def _put(file: Path, uri: str, endpoint_url: str | None) -> str:
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, prefix = canonical_uri(uri).removeprefix("s3://").partition("/")
    key = "/".join(filter(None, (prefix, file.name)))
    target = f"s3://{bucket}/{key}"
    try:
        s3_client(endpoint_url).upload_file(str(file), bucket, key)
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise s3_error(LandingError, f"cannot write {target}: {error}", error) from None
    return target
