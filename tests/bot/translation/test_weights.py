"""Are the weights of the corpus that is shipped, and what is refused?"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.understanding.corpus import hash_of, shipped_rows
from benchmarks.understanding.train import LARGEST, replace
from bot.configuration.paths import WEIGHTS
from bot.translation.weights import load_classifier
from flows.engine.understanding.model.features import VERSION
from flows.engine.understanding.model.weights import FORMAT, WeightsFault


def test_the_weights_are_of_the_rows_in_the_repository() -> None:
    assert load_classifier().weights.data == hash_of(shipped_rows()), (
        "the corpus has changed: run `make train` and commit locales/understanding.weights too"
    )


def test_they_are_small() -> None:
    assert WEIGHTS.stat().st_size <= LARGEST


def damaged(content: bytes) -> dict[str, bytes]:
    return {
        "cut short": content[:-1000],
        "one letter differs": content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:],
        "another version": content.replace(FORMAT, b"dalil weights 9\n", 1),
        "no head": content[: len(FORMAT) + 4],
        "empty": b"",
        "a text": b"text,language,label\n",
    }


@pytest.mark.parametrize("fault", damaged(b" " * 10_000))
def test_weights_that_do_not_fit_are_refused_with_the_mend(tmp_path: Path, fault: str) -> None:
    path = tmp_path / "understanding.weights"
    path.write_bytes(damaged(WEIGHTS.read_bytes())[fault])

    with pytest.raises(WeightsFault, match=r"understanding\.weights.*make train"):
        load_classifier(path)


def test_bad_weights_never_replace_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "understanding.weights"
    good = WEIGHTS.read_bytes()
    replace(path, good)

    with pytest.raises(WeightsFault):
        replace(path, good[:-1])
    with pytest.raises(ValueError, match="more than"):
        replace(path, good + bytes(LARGEST))

    assert path.read_bytes() == good
    assert load_classifier(path).weights.labels


def test_a_missing_file_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(WeightsFault, match="nowhere"):
        load_classifier(tmp_path / "nowhere")


def test_weights_of_other_features_are_refused_as_such(tmp_path: Path) -> None:
    """Of the same length, so that nothing else is wrong with them."""
    ours, other = (f'"features": {number}'.encode() for number in (VERSION, VERSION ^ 1))
    content = WEIGHTS.read_bytes()
    assert content.count(ours) == 1
    path = tmp_path / "understanding.weights"
    path.write_bytes(content.replace(ours, other))

    with pytest.raises(WeightsFault, match=r"other features than this program's"):
        load_classifier(path)
