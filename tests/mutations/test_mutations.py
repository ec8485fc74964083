from __future__ import annotations

import pytest

from tests.mutations.__main__ import EXPLAINED, GOAL_PERCENT, choose_mutants, explain
from tests.mutations.answers import answer_mutants
from tests.mutations.documents import document_mutants
from tests.mutations.running import find_mutant, find_nothing

pytestmark = pytest.mark.slow

STEP = 60


@pytest.mark.slow
def test_nothing_is_found_without_a_mutation() -> None:
    """Without a mutation the mock passes the check in every phase."""
    assert find_nothing() == ""


@pytest.mark.slow
def test_a_sample_of_the_mutations_is_found() -> None:
    """The required share of a sample of mutations is found without fuzzing."""
    mutants = choose_mutants(STEP)
    found = [mutant for mutant in mutants if find_mutant(mutant, is_quick=True)]
    assert 100 * len(found) >= GOAL_PERCENT * len(mutants)


def test_there_are_many_mutations_of_each_kind() -> None:
    """There are hundreds of mutations of every kind, and every explanation applies to one."""
    documents, answers = [*document_mutants()], [*answer_mutants()]
    assert (len(documents) > 500, len(answers) > 400) == (True, True)
    kinds = {mutant.kind for mutant in [*documents, *answers]}
    assert kinds >= {"length", "enum", "required", "type", "status"}
    assert set(EXPLAINED.values()) <= {explain(mutant) for mutant in documents}
