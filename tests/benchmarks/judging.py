"""Judging a thousand controls over up to a hundred thousand rows, and writing and reading that evidence."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections import Counter

from benchmarks.process import Cost, worker
from benchmarks.table import Section, median, megabytes, spread

CONTROLS = 1000
_VERDICTS = ("pass", "fail", "unknown", "not_applicable")
_WORST = ("patterns", "failing")
_ON = dt.date(2026, 11, 22)


def measure(sizes: list[int], runs: int) -> list[Section]:
    """Each size in fresh processes, of one kind and of several; the two worst cases once, at the smallest size."""
    shapes = {"one": ("one kind", sizes), "several": ("four kinds", sizes)}
    shapes["patterns"] = ("one kind, nothing but regular expressions", sizes[:1])
    shapes["failing"] = ("one kind, every control fails", sizes[:1])
    found = {
        f"{size:,} rows, {words}": [
            worker(__name__, str(size), shape) for _ in range(1 if shape in _WORST else min(runs, 3))
        ]
        for shape, (words, of_shape) in shapes.items()
        for size in of_shape
    }
    documents = [of for name, of in found.items() if "four kinds" in name]
    return [_judging(found), _storing(dict(zip(sizes, documents, strict=True)))]


Runs = list[tuple[dict[str, float], Cost]]


def _judging(found: dict[str, Runs]) -> Section:
    rows, figures = {}, {}
    for name, of in found.items():
        seconds = [figure["judge_s"] for figure, _ in of]
        looked_at = of[0][0]["rows_times_controls"]
        largest = max(cost.largest for _, cost in of)
        verdicts = " ".join(str(of[0][0].get(verdict, 0)) for verdict in _VERDICTS)
        each = f"{median(seconds) / looked_at * 1e9:.1f}"
        rows[name] = (spread(seconds), each, verdicts, megabytes(largest))
        figures[name] = {
            **of[0][0],
            "judge_s": median(seconds),
            "ns_per_row_and_control": float(each),
            "largest_process_bytes": largest,
        }
    return Section(
        "judging",
        f"Judging {CONTROLS:,} controls",
        ("CPU s", "ns per row · control", "pass fail unknown n/a", "largest process"),
        rows,
        figures,
        (
            "row · control: every row of the kind that a control asks about.",
            "Judging is linear in rows: these nanoseconds don't grow with them.",
            "Of ten claims three are `every`, five `forbid`, two `require`; conditions are distinct,",
            "one in fifty holds a regular expression.",
        ),
    )


def _storing(found: dict[int, Runs]) -> Section:
    rows, figures = {}, {}
    for size, of in found.items():
        writing, reading = ([figure[key] for figure, _ in of] for key in ("write_s", "read_s"))
        length = of[0][0]["bytes"]
        per_row = f"{median(writing) / size * 1e6:.0f} / {median(reading) / size * 1e6:.0f}"
        rows[f"{size:,} rows"] = (spread(writing), spread(reading), per_row, f"{length / 1e6:.1f} MB")
        figures[str(size)] = {"write_s": median(writing), "read_s": median(reading), "bytes": length}
    return Section(
        "evidence.json",
        "Writing and reading evidence.json, four kinds of rows",
        ("write CPU s", "read CPU s", "µs per row", "file"),
        rows,
        figures,
        ("write: Evidence to bytes. read: bytes to Evidence, every value checked against its declared type.",),
    )


def main() -> None:
    """Judge evidence of a size and shape, and print the seconds."""
    from benchmarks.synthetic import controls, evidence  # noqa: PLC0415 - the parent must stay small
    from scanner.judge import Judge  # noqa: PLC0415
    from scanner.model.codec import decode_evidence, encode_evidence  # noqa: PLC0415
    from scanner.store import dump_json  # noqa: PLC0415

    size, shape = int(sys.argv[1]), sys.argv[2]
    asked = controls(CONTROLS, shape)
    seen = evidence(size, shape)
    started = time.process_time()
    judge = Judge(seen, _ON)
    judgements = [judge.judge(control) for control in asked]
    judged = time.process_time()
    verdicts = Counter(judgement.verdict.value for judgement in judgements)
    figures: dict[str, float] = {"judge_s": judged - started, **verdicts}
    figures["rows_times_controls"] = sum(len(seen.rows(kind)) for control in asked for kind in control.kinds())
    figures["findings"] = sum(len(judgement.findings) for judgement in judgements)
    if shape == "several":
        started = time.process_time()
        data = dump_json(encode_evidence(seen))
        written = time.process_time()
        decode_evidence(json.loads(data))
        figures |= {"write_s": written - started, "read_s": time.process_time() - written, "bytes": len(data)}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
