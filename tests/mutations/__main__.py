"""`python -m tests.mutations`: the share of mutations that `check server` finds."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.mutations.answers import answer_mutants
from tests.mutations.documents import document_mutants
from tests.mutations.mutants import Mutant
from tests.mutations.running import find_mutant, find_nothing

GOAL_PERCENT = 95
# Mutations that no answer of the mock contradicts, by the end of their names.
EXPLAINED = {
    "Interests/items: type integer": "with its enum of texts no item is valid any more, so that "
    "only an empty list is ever sent",
    "Problem/properties/nearest/items: type integer": "only a path that no document has gets this "
    "field, and that is not a documented answer",
    "Problem/properties/nearest: type object": "the same",
    "Problem/properties/instance: type integer": "no answer of the mock has this field",
    "Profile/properties/countryCode: maxLength +1": "the format of country codes allows two "
    "letters, whatever the limits",
    "Profile/properties/countryCode: minLength -1": "the same as for the greatest length",
    "Answer/properties/conversationStopReason: another first value": "only a user under 18 is "
    "answered so, and that an age matters is in no schema",
    "Memory/properties/lastAccessedAt: format date": "the mock's answers have null there",
    "Error/properties/param: type integer": "no answer of the mock has this field",
    "ProblemError/properties/parameter: type integer": "the mock names parameters, and these "
    "operations have none",
}


def choose_mutants(step: int) -> list[Mutant]:
    """Every mutation, or every `step`-th one."""
    return [*[*document_mutants()][::step], *[*answer_mutants()][::step]]


def explain(mutant: Mutant) -> str:
    """The known reason why a mutation survives, or an empty text."""
    return next((why for end, why in EXPLAINED.items() if mutant.name.endswith(end)), "")


def main(arguments: Sequence[str]) -> int:
    """Print the table; return 1 if the goal is missed or anything is found without a mutation."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument(
        "--step", type=int, default=1, help="use every Nth mutation only; all take some minutes"
    )
    step = parser.parse_args(arguments).step
    began = time.perf_counter()
    problem = find_nothing()
    if problem:
        print(f"Something is found without any mutation: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    mutants = choose_mutants(step)
    made = Counter(mutant.kind for mutant in mutants)
    survivors = [mutant for mutant in mutants if not find_mutant(mutant)]
    return _report(made, survivors, seconds=time.perf_counter() - began)


def _report(made: Counter[str], survivors: Sequence[Mutant], *, seconds: float) -> int:
    lost = Counter(mutant.kind for mutant in survivors)
    for kind, count in sorted(made.items()):
        print(f"{kind:12} {count - lost[kind]:4} of {count:4}")  # noqa: T201
    total, found = made.total(), made.total() - lost.total()
    percent = 100 * found / total
    print(f"{'all':12} {found:4} of {total:4} ({percent:.1f} %) in {seconds:.0f} s")  # noqa: T201
    for mutant in survivors:
        print(f"survives: {mutant.name} ({explain(mutant) or 'unexplained'})")  # noqa: T201
    return 0 if percent >= GOAL_PERCENT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
