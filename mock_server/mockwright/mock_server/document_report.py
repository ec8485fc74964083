"""What `serve` says about the faults of its documents before it starts."""

from __future__ import annotations

import click

from mockwright.mock_server.catalogue import Catalogue
from mockwright.openapi.complaint_lines import write_complaints

strict_spec_option = click.option(
    "--strict-spec",
    "is_strict_spec",
    is_flag=True,
    envvar="MOCKWRIGHT_STRICT_SPEC",
    show_envvar=True,
    help="Refuse to start if a document has errors or warnings, instead of serving the rest of it.",
)


def print_complaints(catalogue: Catalogue) -> bool:
    """Print the errors and warnings of the documents; returns whether there are any."""
    has_any = False
    for document in catalogue.documents:
        faults = [*document.complaints]
        for line in write_complaints(faults, document.files.folder, ("error", "warning")):
            has_any = True
            click.echo(line, err=True)
    return has_any


def print_notes(catalogue: Catalogue) -> None:
    """Report paths that documents share, and unknown names of `x-faker`."""
    for remark in catalogue.remarks:
        click.echo(f"Note: {remark}", err=True)
    for sentence in catalogue.find_unknown_fakers():
        click.echo(f"Warning: {sentence}", err=True)
