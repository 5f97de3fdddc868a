"""Pages in an S3 bucket."""

from pathlib import PurePosixPath
from typing import Any

from movielytics.errors import MovielyticsError, PagesError
from movielytics.failures import s3_error
from movielytics.pages.store import CONTENT_TYPES, StoredFile


class S3Store:
    """A ``Store`` under a prefix of a bucket; credentials come from the environment, as boto3 finds them.

    A lifecycle rule of the bucket on ``<prefix>/runs/`` removes the pages of old runs, so that the pipeline needs no
    permission to delete.
    """

    def __init__(self, bucket: str, prefix: str, endpoint_url: str | None) -> None:
        """Store files in ``bucket`` under ``prefix`` (may be empty); ``endpoint_url``: a server other than Amazon's."""
        import boto3
        from botocore.config import Config

        self.bucket, self.prefix = bucket, prefix
        timeouts = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 3})
        self.client: Any = boto3.client("s3", endpoint_url=endpoint_url, config=timeouts)

    def write(self, path: str, content: str) -> None:
        """See ``Store.write``."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self.client.put_object(
                Bucket=self.bucket,
                Key=self._key(path),
                Body=content.encode(),
                ContentType=CONTENT_TYPES[PurePosixPath(path).suffix],
                CacheControl="no-cache",  # for any server of the bucket: the latest pages change but keep their names
            )
        except (BotoCoreError, ClientError) as error:
            message = (
                f"cannot write {self.locate(path)}: {error}; "
                "MOVIELYTICS_REPORT_URI names a bucket that this step may write to"
            )
            raise s3_error(PagesError, message, error) from None

    def open(self, path: str) -> StoredFile | None:
        """See ``Store.open``; S3 reports that an object is missing only if the credentials may list the bucket."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self._key(path))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                return None
            raise self._unreadable(path, error) from None
        except BotoCoreError as error:
            raise self._unreadable(path, error) from None
        return StoredFile(answer["ETag"], answer["ContentLength"], answer["Body"])

    def locate(self, path: str) -> str:
        """See ``Store.locate``."""
        return f"s3://{self.bucket}/{self._key(path)}"

    def forget_old_runs(self) -> None:
        """Do nothing: the bucket's lifecycle rule removes old pages."""

    def _key(self, path: str) -> str:
        return f"{self.prefix}/{path}" if self.prefix else path

    def _unreadable(self, path: str, error: Exception) -> MovielyticsError:
        return s3_error(PagesError, f"cannot read {self.locate(path)}: {error}", error)
