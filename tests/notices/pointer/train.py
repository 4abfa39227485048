"""Makes `scanner/data/notice_pointer.bin.gz` anew: `python -m tests.notices.pointer.train`, with scikit-learn at hand.

It learns of the sentences of `sentences_unseen.yaml`, `sentences_training.yaml` and of those that phrases are tested
with (`tests/derive/notice/sentences.yaml`): for each item those that disclose it, against all others; against all
sentences of the notices that lack it; and against what policies usually say besides (`boilerplate.yaml`). Of notices it
reads those whose mistakes were looked at; `held_out` and `unseen2` never.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from scanner.derive.notice import read_notice
from scanner.derive.notice.fold import fold
from scanner.derive.notice.pointer import BUCKETS, features, windows
from tests.notices.labels import read_labels

_HERE = Path(__file__).parent.parent
_OF_PHRASES = _HERE.parent / "derive" / "notice" / "sentences.yaml"
_TARGET = _HERE.parent.parent / "scanner" / "data" / "notice_pointer.bin.gz"
#: A disclosure weighs as much as four others. Strength as scikit-learn's C.
_WEIGHT, _STRENGTH = 4.0, 50.0
_MOST = 127
_READ = ("dev", "unseen", "unseen3", "unseen4", "unseen5")


def sentences() -> Iterator[tuple[frozenset[int], str]]:
    """Features, and the item that is disclosed; nothing where it only looks so."""
    for item, by in yaml.safe_load((_HERE / "sentences_unseen.yaml").read_text("utf-8")).items():
        for told in by.values():
            yield from ((features(fold(text.replace("¶", " "))), item) for text in told["yes"])
            yield from ((features(fold(text.replace("¶", " "))), "") for text in told["no"])
    for one in yaml.safe_load((_HERE / "sentences_training.yaml").read_text("utf-8")):
        yield features(fold(f"{one.get('heading') or ''} > {one['text']}")), one["item"] if one["says"] else ""
    for item, kinds in yaml.safe_load(_OF_PHRASES.read_text("utf-8")).items():
        for kind, lines in kinds.items():
            for line in lines.splitlines():
                yield features(fold(line.replace("¶", " > ", 1).replace("¶", " "))), _disclosed(item, kind)


def _disclosed(item: str, kind: str) -> str:
    """Of the sentences that phrases are tested with: `yes_de`, `no_en`, `denied_de` …"""
    return item if kind.startswith(("yes", "denied")) else ""


def lacking() -> Iterator[tuple[frozenset[int], frozenset[str]]]:
    """Features of each sentence of our own notices, and the items that its notice lacks."""
    for truth in (truth for folder in _READ for truth in read_labels(_HERE / folder)):
        reading = read_notice(truth.path.read_text("utf-8", "replace"), "https://shop.example/privacy")
        absent = frozenset(item.value for item, there in truth.items.items() if not there)
        yield from ((buckets, absent) for _, buckets in windows(reading.sentences) if buckets)
    usual = yaml.safe_load((Path(__file__).parent / "boilerplate.yaml").read_text("utf-8"))
    lacks = frozenset(usual["lacks"])
    yield from ((features(fold(f" > {text}")), lacks) for text in (*usual["en"], *usual["de"]))


def trained() -> tuple[list[str], list[float], Any]:
    """Items, where each begins to point, and its weights: an array of items by buckets."""
    import numpy as np  # noqa: PLC0415 - for whoever trains alone
    from scipy.sparse import csr_matrix, vstack  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    def matrix(rows: list[frozenset[int]]) -> Any:
        at, columns, values = [0], [], []
        for row in rows:
            columns += sorted(row)
            values += [len(row) ** -0.5] * len(row)
            at.append(len(columns))
        return csr_matrix((values, columns, at), shape=(len(rows), BUCKETS))

    said, own = list(sentences()), list(lacking())
    first, second = matrix([row for row, _ in said]), matrix([row for row, _ in own])
    items = sorted({item for _, item in said if item})
    weights, bias = np.zeros((len(items), BUCKETS)), []
    for number, item in enumerate(items):
        others = [at for at, (_, absent) in enumerate(own) if item in absent]
        right = np.array([int(name == item) for _, name in said] + [0] * len(others))
        fitted = LogisticRegression(C=_STRENGTH, class_weight={0: 1.0, 1: _WEIGHT}, max_iter=400)
        fitted.fit(vstack([first, second[others]]), right)
        weights[number] = fitted.coef_[0]
        bias.append(float(fitted.intercept_[0]))
    return items, bias, weights


def main() -> None:
    """Train, and write the file."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    items, bias, weights = trained()
    scale = float(abs(weights).max()) / _MOST
    head = {
        "as_of": dt.date.today().isoformat(),  # noqa: DTZ011 - a day on a calendar
        "source": "tests/notices/pointer/train.py, from sentences and notices of our own",
        "items": items,
        "bias": [round(one, 4) for one in bias],
        "scale": scale,
    }
    body = (weights / scale).round().astype("int8").T.tobytes()
    _TARGET.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + body, mtime=0))


if __name__ == "__main__":
    main()
