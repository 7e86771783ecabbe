"""Planning in seconds needs compiled code; `./dev test` has it already, whoever runs one file may not."""

import pytest

from shipping.planning.compiling import compile_all


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    compile_all()
