"""The seeded dataset: made once for each size, seed and version of its generator."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
PRODUCT = "generate-incidents"


def build(product: str) -> Path:
    """Builds a product of the benchmark package in release and returns the folder that holds it."""
    swift = ["swift", "build", "-c", "release", "--package-path", str(PACKAGE)]
    built = subprocess.run([*swift, "--product", product], capture_output=True, text=True)
    if built.returncode != 0:
        raise SystemExit(f"{built.stdout}{built.stderr}\nbenchmark: {product} does not build; the reason is above")
    return Path(subprocess.run([*swift, "--show-bin-path"], capture_output=True, text=True, check=True).stdout.strip())


def csv(products: Path, data: Path, rows: int, seed: int) -> Path:
    """Returns the file of the dataset, which is written where it is not there."""
    sources = sorted((PACKAGE / "Sources" / "IncidentGenerator").glob("*.swift"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    file = data / f"incidents-{rows}-rows-seed-{seed}-{version}.csv"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [str(products / PRODUCT), "--rows", str(rows), "--seed", str(seed), "--output", str(file)], check=True)
    return file
