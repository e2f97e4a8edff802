"""Where do the files stand that are no code?"""

from __future__ import annotations

from pathlib import Path

LOCALES = Path(__file__).parents[2] / "locales"
"""A folder for each language."""

CORPUS = LOCALES / "corpus"
"""What people write and what is meant by it: what the model is trained with."""

WEIGHTS = LOCALES / "understanding.weights"
"""What it learnt."""
