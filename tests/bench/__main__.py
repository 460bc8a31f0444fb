"""Run all measurements, or those named: ``python -m tests.bench [startup deployment …]``."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import tests.bench
from tests.bench.timing import baseline

names = [module.name for module in pkgutil.iter_modules(tests.bench.__path__)]
chosen = sys.argv[1:] or [name for name in names if name not in ("__main__", "timing")]
unit = baseline()
print(f"baseline: {unit:.3f} s of plain Python")
for name in chosen:
    importlib.import_module(f"tests.bench.{name}").main(unit)
