"""Open the store of pages that the settings name."""

from pathlib import Path

from movielytics.pages.store import Store
from movielytics.settings import PageSettings


def open_store(settings: PageSettings) -> Store:
    """Return the store at ``MOVIELYTICS_REPORT_URI``; ``setting_types`` has validated it."""
    uri = settings.report_uri
    if uri.startswith("s3://"):
        from movielytics.pages.s3 import S3Store

        bucket, _, prefix = uri.removeprefix("s3://").partition("/")
        return S3Store(bucket, prefix.strip("/"), settings.s3_endpoint_url)
    from movielytics.pages.folder import FolderStore

    return FolderStore(Path(uri.removeprefix("file://")))
