"""Made-up files, put into a bucket."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from movielytics.errors import LandingError
from movielytics.sample_data.generate import generate


def generate_into_bucket(uri: str, scale: float = 1.0, seed: int = 0, endpoint_url: str | None = None) -> list[str]:
    """Make the files of ``generate`` and put them under ``uri``; the same again leaves the same objects.

    Args:
        uri: s3://bucket/prefix; the bucket is there already. Credentials come from the environment, as boto3 finds them.
        scale: see ``generate``.
        seed: see ``generate``.
        endpoint_url: an S3 server other than Amazon's.

    Returns:
        The objects' URIs.

    Raises:
        LandingError: the bucket cannot be written to.
    """
    with TemporaryDirectory() as folder:
        return [_put(file, uri, endpoint_url) for file in generate(Path(folder), scale, seed)]


def _put(file: Path, uri: str, endpoint_url: str | None) -> str:
    import boto3
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    parts = urlsplit(uri)
    key = "/".join(filter(None, (parts.path.strip("/"), file.name)))
    target = f"s3://{parts.netloc}/{key}"
    try:
        boto3.client("s3", endpoint_url=endpoint_url).upload_file(str(file), parts.netloc, key)
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise LandingError(f"cannot write {target}: {error}") from None
    return target
