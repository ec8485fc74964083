"""`python -m tests.torture [GROUP …]`: every case by group, and 1 if any fails."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from mockwright.mock_server.process.capacity import raise_descriptor_limit
from tests.torture.cases import GROUPS, Case, Verdict
from tests.torture.running import run_cases
from tests.torture.table import CASES
from tests.torture.testbed import Testbed

MAX_FAULT = 400


def choose_cases(names: Sequence[str]) -> list[Case]:
    """The cases of groups (`A`) and ids (`A13`), by default all."""
    return [case for case in CASES if not names or {case.group, case.id} & {*names}]


def main(arguments: Sequence[str], out: TextIO) -> int:
    """Run the cases and print them by group; return 1 if any fails, or 2 without a case."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="GROUP", help="`A`, or one id as `A13`")
    parser.add_argument("--verbose", action="store_true", help="print every case as it ends")
    chosen = parser.parse_args(arguments)
    cases = choose_cases(chosen.names)
    if not cases:
        parser.error(f"there is no such group or id. Groups: {', '.join(GROUPS)}.")
    raise_descriptor_limit()  # some cases open thousands of connections
    verdicts = []
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        for verdict in run_cases(cases, Testbed(Path(folder))):
            verdicts.append(verdict)
            if chosen.verbose or verdict.standing == "failed":
                print(_line(verdict), file=out, flush=True)
    print(*summarize(verdicts), sep="\n", file=out)
    return int(any(verdict.standing == "failed" for verdict in verdicts))


def summarize(verdicts: Sequence[Verdict]) -> list[str]:
    """The counts of every group, then the cases that did not pass, with reasons."""
    lines = []
    for group, title in GROUPS.items():
        members = [verdict for verdict in verdicts if verdict.case.group == group]
        if members:
            counts = Counter(verdict.standing for verdict in members)
            told = ", ".join(f"{count} {standing}" for standing, count in counts.most_common())
            seconds = sum(verdict.seconds for verdict in members)
            lines.append(f"{group}  {title:42} {len(members):5} cases: {told} ({seconds:.0f} s)")
    for standing in ("known limit", "does not apply", "failed"):
        found = [verdict for verdict in verdicts if verdict.standing == standing]
        lines += ["", f"{standing.capitalize()}: {len(found)}"] if found else []
        lines += [_line(verdict) for verdict in found]
    return lines


def _line(verdict: Verdict) -> str:
    case = verdict.case
    why = case.limit or case.absent
    if verdict.standing == "failed":
        why = "; ".join(fault[:MAX_FAULT] for fault in verdict.faults)
    return f"  {case.id:4} {case.name}: {why or verdict.standing} ({verdict.seconds:.1f} s)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout))
