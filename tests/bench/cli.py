"""`make bench`: compares the mock with its upper limit and with other servers."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TextIO

from tests.bench.bench import QUICK, Bench, Plan
from tests.bench.conformance import measure_conformance
from tests.bench.figures import SectionResult
from tests.bench.load import find_generator
from tests.bench.machine import NOISE_LIMIT, choose_cores, describe_machine, pinned
from tests.bench.memory import measure_footprints
from tests.bench.profiles import measure_profiles
from tests.bench.report import render_ratios, render_section
from tests.bench.scale import measure_scale
from tests.bench.servers import NAMES, ServerFailed, find_servers
from tests.bench.startup import measure_startup
from tests.bench.throughput import measure_throughput
from tests.bench.workload import PATH, read_body

SECTIONS: Mapping[str, Callable[[Bench], SectionResult]] = {
    "throughput": measure_throughput,
    "startup": measure_startup,
    "memory": measure_footprints,
    "profiles": measure_profiles,
    "scale": measure_scale,
    "conformance": measure_conformance,
}
WITHOUT_SERVERS = frozenset({"profiles", "scale"})


def main() -> None:
    """Run and exit with the code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    sys.exit(run(parse_arguments(sys.argv[1:]), sys.stdout, sys.stderr))


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of one second")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    parser.add_argument(
        "--only",
        action="append",
        choices=NAMES,
        metavar="NAME",
        help=f"measure this server only; repeatable: {', '.join(NAMES)}",
    )
    parser.add_argument(
        "--section",
        action="append",
        choices=tuple(SECTIONS),
        metavar="NAME",
        help=f"measure this only; repeatable: {', '.join(SECTIONS)}",
    )
    return parser.parse_args(arguments)


def run(options: argparse.Namespace, output: TextIO, progress: TextIO) -> int:
    """Measure and print; return 0 if everything was measured, or 1."""
    try:
        bench = prepare(options, progress)
        with pinned(bench.cores.load):
            return _measure(bench, options, output)
    except ServerFailed as error:
        progress.write(f"Error: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def prepare(options: argparse.Namespace, progress: TextIO) -> Bench:
    """Find servers, load generator and cores. Raises `ServerFailed`."""
    notes: list[str] = []
    cores = choose_cores()
    names = (options.only or NAMES) if needs_servers(options) else ()
    return Bench(
        plan=QUICK if options.quick else Plan(),
        servers=find_servers(names, notes),
        generator=find_generator(cores.load),
        cores=cores,
        progress=progress,
        notes=notes,
    )


def needs_servers(options: argparse.Namespace) -> bool:
    """Whether any of the sections needs servers."""
    return not WITHOUT_SERVERS.issuperset(options.section or SECTIONS)


def _measure(bench: Bench, options: argparse.Namespace, output: TextIO) -> int:
    answering = keep_answering(bench)
    if not answering.servers and needs_servers(options):
        _print(output, render_notes(answering) + "There is nothing to measure.")
        return 1
    machine = describe_machine()
    _print(output, render_head(answering, machine))
    results: dict[str, SectionResult] = {}
    for name in options.section or SECTIONS:
        results[name] = SECTIONS[name](answering)
        _print(output, render_section(results[name]))
    _print(output, render_ratios(column for one in results.values() for column in one.columns))
    _print(output, render_notes(answering))
    if options.json is not None:
        report = to_json(answering, machine, results)
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return int(bool(bench.failures))


def keep_answering(bench: Bench) -> Bench:
    """The bench with the servers that answer 200; the others are recorded as failures."""
    answering = (one for one in bench.servers if bench.attempt(one, "check", lambda _: True))
    return replace(bench, servers=tuple(answering))


def render_head(bench: Bench, machine: Mapping[str, str]) -> str:
    """The version, machine and settings of the measurement."""
    lines = [
        f"POST {PATH}, {len(read_body()):,} bytes",
        ", ".join(f"{name} {value}" for name, value in machine.items()),
        f"Load generator: {bench.generator.name}. {bench.cores.note}",
        *(f"  {server.name}: {server.about}" for server in bench.servers),
    ]
    return "".join(f"{line}\n" for line in lines)


def render_notes(bench: Bench) -> str:
    """Remarks on how to read the figures."""
    notes = [*bench.notes, *(f"FAILED: {failure}" for failure in bench.failures)]
    if bench.noise:
        probes = ", ".join(f"{name} {lost:.1%}" for name, lost in bench.noise.items())
        notes.append(f"Others took more than {NOISE_LIMIT:.0%} of a core before: {probes}.")
    return "".join(f"Note: {note}\n" for note in notes)


def to_json(
    bench: Bench, machine: Mapping[str, str], results: Mapping[str, SectionResult]
) -> dict[str, Any]:
    """All figures and the settings that they depend on."""
    return {
        "machine": machine,
        "load generator": bench.generator.name,
        "cores": asdict(bench.cores),
        "plan": asdict(bench.plan),
        "servers": {server.name: server.about for server in bench.servers},
        "notes": bench.notes,
        "failures": bench.failures,
        "noise": bench.noise,
        "sections": {name: result.data for name, result in results.items()},
    }


def _print(output: TextIO, text: str) -> None:
    if text:
        output.write(f"{text}\n")
        output.flush()
