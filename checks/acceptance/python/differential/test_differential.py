"""Every call of the corpus is answered as MLflow answers it, save for what the table of differences explains."""

import pytest
from comparison import known
from corpus import AREAS


@pytest.mark.parametrize("area", AREAS)
def test_answers_as_mlflow_does(comparison, area):
    unexplained = comparison.unexplained(area)
    assert not unexplained, f"{len(unexplained)} differences that no row explains:\n" + "\n".join(unexplained)


def test_the_table_lists_only_what_differs(comparison):
    assert comparison.outdated() == []


def test_every_row_of_the_table_has_a_reason():
    assert [row.calls for row in known() if len(row.reason) < 20] == []


def test_the_corpus_is_large_and_its_titles_are_unique():
    titles = [f"{area}: {call.title}" for area, calls in AREAS.items() for call in calls]
    assert len(titles) >= 400
    assert len(titles) == len(set(titles))
