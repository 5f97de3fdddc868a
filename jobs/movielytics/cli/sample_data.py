"""The command that writes sample data."""

import json
from pathlib import Path
from typing import Annotated

import typer

from movielytics.cli.failing import AsJson, explaining

app = typer.Typer()


@app.command("sample-data", rich_help_panel="Elsewhere")
def sample_data(
    out: Annotated[str, typer.Argument(help="The folder to write to, or s3://bucket/prefix.")],
    scale: Annotated[
        float, typer.Option(min=0.01, max=260, help="1: 100,000 ratings; 260: full size, 26 million.")
    ] = 1.0,
    seed: Annotated[int, typer.Option(help="Another seed, other data; the same seed, the same bytes.")] = 0,
    s3_endpoint_url: Annotated[
        str | None, typer.Option(envvar="MOVIELYTICS_S3_ENDPOINT_URL", help="An S3 server other than Amazon's.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write made-up files with the same kinds of errors as real deliveries."""
    with explaining("sample-data", as_json):
        from movielytics.sample_data.generate import generate, refuse_own_files
        from movielytics.sample_data.upload import generate_into_bucket
        from movielytics.setting_types import BucketUri, EndpointUrl, validated

        if out.startswith("s3://"):
            endpoint = validated(
                "--s3-endpoint-url (MOVIELYTICS_S3_ENDPOINT_URL)", EndpointUrl | None, s3_endpoint_url or None
            )
            files = generate_into_bucket(validated("OUT", BucketUri, out), scale, seed, endpoint)
        else:
            refuse_own_files(Path(out))
            files = [str(file) for file in generate(Path(out), scale, seed)]
        typer.echo(json.dumps(files) if as_json else "\n".join(files))
