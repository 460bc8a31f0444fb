"""Measurements: ``python -m tests.bench``.

They print times and ratios to a baseline of the same run; no test looks at them.
"""
