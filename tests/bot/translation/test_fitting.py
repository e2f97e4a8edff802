"""What does the model learn of a row that has two labels?"""

from __future__ import annotations

from benchmarks.understanding.corpus import Row
from benchmarks.understanding.fitting import fit, pieces_of
from benchmarks.understanding.packing import pack
from flows.engine.understanding.model.classifier import Classifier
from flows.engine.understanding.model.features import words_weighed
from flows.engine.understanding.model.labels import DANGERS, EMERGENCY, LABELS
from flows.engine.understanding.model.weights import Weights


def row(text: str, label: str, second: str = "", danger: str = "") -> Row:
    return Row("rows.csv", 2, text, "en", label, second, "", danger)


def every_label_twice() -> list[Row]:
    dangers = [row(f"danger{kind}", EMERGENCY, danger=kind) for kind in DANGERS]
    return 2 * [*(row(f"word{label}", label) for label in sorted(LABELS - {EMERGENCY})), *dangers]


def test_a_row_of_two_labels_is_both() -> None:
    """Also where all rows but one name the same label first."""
    both = [row("the landlord keeps the deposit", "housing", "legal") for _ in range(5)]
    rows = [*every_label_twice(), *both, row("the landlord keeps the deposit", "legal", "housing")]
    model = Classifier(Weights.read(pack(fit(rows, pieces_of(rows)), {"label_slope": 4.0}, "")))
    ranked = model.rank(words_weighed("the landlord keeps the deposit")).labels
    (first, chance), (second, nearly), (_third, less) = ranked[:3]
    assert {first, second} == {"housing", "legal"}
    assert chance - nearly < nearly - less
