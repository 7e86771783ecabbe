"""Which measurements does ./dev bench know?"""

from pathlib import Path

import pytest

from devtools.benching import bench
from devtools.checkout import this_checkout
from devtools.problems import Problem


def test_an_unknown_measurement_is_refused_with_those_that_there_are() -> None:
    known = sorted(path.stem for path in (Path(__file__).parents[2] / "bench").glob("*.py"))
    with pytest.raises(Problem) as refused:
        bench(this_checkout(), ["speed"])
    assert str(refused.value) == f"There is no measurement 'speed': there are {', '.join(known)}."
