"""What the commands of `Scripts/benchmark` are told alike."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import dataset


def parser(command: str, description: str | None, queries: tuple[str, ...]) -> argparse.ArgumentParser:
    """Returns a parser of the options that every command has."""
    made = argparse.ArgumentParser(prog=f"Scripts/benchmark {command}", description=description, allow_abbrev=False)
    made.add_argument("--json", type=Path, required=True, metavar="FILE", help="where the figures are written")
    made.add_argument("--runs", type=whole(1), default=5, help="timed runs of each question (5)")
    made.add_argument("--seed", type=whole(0), default=1, help="another seed gives another dataset (1)")
    made.add_argument(
        "--queries", type=one_of(queries), default=list(queries), metavar="Q1,Q2", help="some questions only")
    made.add_argument(
        "--data", type=Path, default=dataset.PACKAGE / ".data", metavar="DIR", help="keeps datasets (Benchmarks/.data)")
    return made


def require_folders(parser: argparse.ArgumentParser, *files: Path | None) -> None:
    """Refuses a file in a folder that is not there, before minutes are spent on what it is to hold."""
    for file in files:
        if file and not file.resolve().parent.is_dir():
            parser.error(f"the folder of {file} is not there: make it, or name another file")


def one_of(known: tuple[str, ...]) -> Callable[[str], list[str]]:
    def parse_list(text: str) -> list[str]:
        wanted = text.split(",")
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"there is no {unknown[0]!r}; choose among {','.join(known)}")
        return [name for name in known if name in wanted]
    return parse_list


def whole(least: int) -> Callable[[str], int]:
    def parse_number(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of {least} or more")
        return int(text)
    return parse_number
