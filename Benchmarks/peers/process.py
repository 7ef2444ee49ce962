"""An engine's process, as the harness sees it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import IO, Any

import safeguard_engine

HERE = Path(__file__).resolve().parent


class EngineError(Exception):
    """An engine answered with an error, or its process ended."""


class EngineProcess:
    def __init__(self, name: str, products: Path, python: str, scratch: Path) -> None:
        self.name = name
        self.log: IO[bytes] = open(scratch / f"{name}.log", "w+b")
        command = (
            safeguard_engine.command(products) if name == "safeguard" else [python, str(HERE / "serve.py"), name])
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env=os.environ | {"TMPDIR": str(scratch)})

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, do: str, **message: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(json.dumps({"do": do, **message}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise EngineError(f"its process ended with status {self.process.wait()}: {self.last_words()}")
        reply: dict[str, Any] = json.loads(line)
        if "error" in reply:
            raise EngineError(str(reply["error"]).strip().splitlines()[0])
        return reply

    def last_words(self) -> str:
        self.log.seek(0)
        lines = self.log.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else "it wrote nothing to standard error"

    def close(self) -> None:
        if self.process.poll() is None:
            try:
                assert self.process.stdin
                self.process.stdin.write('{"do": "quit"}\n')
                self.process.stdin.close()
                self.process.wait(timeout=10)
            except (BrokenPipeError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()
        self.log.close()
