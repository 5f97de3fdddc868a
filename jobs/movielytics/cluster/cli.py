"""The commands ``movielytics cluster``: a run of the DAG in a Kubernetes cluster."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The pipeline in a Kubernetes cluster, through kubectl.")


@app.command("run")
def run(
    namespace: Annotated[str, typer.Option(help="Namespace of the release.")] = "movielytics",
    fullname: Annotated[str, typer.Option(help="Beginning of the names of the release's objects.")] = "movielytics",
    admin_secret: Annotated[
        str | None, typer.Option(help="Secret with Airflow's login; without it, the release's own.")
    ] = None,
    minutes: Annotated[float, typer.Option(min=0, help="How long the run may take.")] = 60,
) -> None:
    """Trigger the DAG, show its progress and the answers."""
    from movielytics.cluster.run import run as follow

    raise typer.Exit(follow(namespace, fullname, admin_secret or f"{fullname}-admin", minutes))
