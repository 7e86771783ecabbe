"""Which measurements does ./dev bench know?"""

from pathlib import Path

import pytest

from devtools.benching import bench
from devtools.checkout import this_checkout
from devtools.problems import Problem


def test_an_unknown_measurement_is_refused_with_those_that_there_are() -> None:
    folder = Path(__file__).parents[2] / "bench"
    modules = [path.stem for path in folder.glob("*.py")]
    folders = [path.parent.name for path in folder.glob("*/__main__.py")]
    known = ", ".join(sorted([*modules, *folders]))
    with pytest.raises(Problem) as refused:
        bench(this_checkout(), ["speed"])
    assert str(refused.value) == f"There is no measurement 'speed': there are {known}."
    assert "search" in folders


@pytest.mark.parametrize("words", [["--seed", "1"], ["board", "search", "--seed", "1"]])
def test_an_option_belongs_to_one_measurement(words: list[str]) -> None:
    with pytest.raises(Problem) as refused:
        bench(this_checkout(), words)
    assert str(refused.value) == "Name the one measurement that --seed is for."
