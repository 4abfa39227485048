"""`siegel demo`: a shop to try Siegel on."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.errors import UsageError


@click.command(short_help="Serve the demo shop, with or without faults.")
@click.option(
    "--faults",
    default="all",
    show_default=True,
    metavar="all|none|ID,…",
    help="Which faults to build in, named after the control each trips.",
)
@click.option(
    "--shop-file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the shop file that scans it, while it is open.",
)
@click.option("--list", "show", is_flag=True, help="List the faults and end.")
def demo(faults: str, shop_file: Path | None, show: bool) -> int:
    """Serve "Müsli Beispiel", a muesli shop on this machine only, until Ctrl-C.

    \b
    siegel demo --shop-file demo.yaml & siegel scan demo.yaml
    siegel demo --faults none --shop-file demo.yaml
    siegel demo --faults TLS-001,HTTP-002 --shop-file demo.yaml
    """  # noqa: D301 - click wants the backspace itself before lines it must not wrap
    from scanner.demo import known_faults, parse_faults, serve_until_ended  # noqa: PLC0415 - not needed for --help

    if show:
        for fault in known_faults():
            also = f"  (also trips {', '.join(fault.follows)})" if fault.follows else ""
            click.echo(f"{fault.id:<22}{fault.title.en}{also}")
        return 0
    chosen = parse_faults(faults)
    if shop_file is not None and shop_file.suffix not in {".yaml", ".yml"}:
        raise UsageError(f"{shop_file} is to be a shop file", "name it like demo.yaml")
    serve_until_ended(chosen, shop_file)
    return 0
