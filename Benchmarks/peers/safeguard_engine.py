"""Ours: a Swift program that answers through the public API and speaks the same lines as `serve.py`."""

from __future__ import annotations

from pathlib import Path

PRODUCT = "SafeguardPeer"


def command(products: Path) -> list[str]:
    return [str(products / PRODUCT)]
