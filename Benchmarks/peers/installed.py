"""Exits with success where every package of requirements.txt is installed in its version."""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

for line in Path(__file__).with_name("requirements.txt").read_text().split():
    name, wanted = line.split("==")
    try:
        found = version(name)
    except PackageNotFoundError:
        raise SystemExit(1)
    if found != wanted:
        raise SystemExit(1)
