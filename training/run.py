"""From a data folder to a released model: `python training/run.py --data DATA --tools TOOLS --encoder ENCODER`.

Five steps, each run again only when what goes into it has changed (SHA-256 of code, data and options): train, export,
evaluate, cross-validate, card. An interrupted training goes on after its last whole epoch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "src/standoff/reading"
MODEL = PACKAGE / "model_files"
DATA_FILES = (
    "events/standoff-train.jsonl.gz", "events/authored-train.jsonl", "events/plv-train.jsonl",
    "attribution/polnear-train.jsonl.gz", "entities/re3d-train.jsonl.gz", "entities/crossner-politics-train.txt",
    "factuality/uds-train.jsonl.gz", "factuality/meantime-train.conll",
)  # fmt: skip


def digest(paths: Iterable[Path], *words: str) -> str:
    """SHA-256 over the names and contents of files, and words."""
    total = hashlib.sha256("\n".join(words).encode())
    for path in paths:
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def step(state: Path, name: str, key: str, outputs: Sequence[Path], command: Sequence[str]) -> None:
    """Runs the command unless its key is the one of last time and its outputs are there."""
    done = json.loads(state.read_text()) if state.exists() else {}
    if done.get(name) == key and all(path.exists() for path in outputs):
        print(f"{name}: unchanged")
        return
    print(f"{name}: {' '.join(command)}", flush=True)
    subprocess.run([sys.executable, *command], check=True)
    state.write_text(json.dumps({**done, name: key}, indent=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the pretrained MiniLM encoder")
    parser.add_argument("--runs", type=Path, default=HERE / "runs")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    run = args.runs / f"seed-{args.seed}"
    run.mkdir(parents=True, exist_ok=True)
    state, weights, figures = run / "steps.json", run / "model.pt", run / "figures.json"
    shared = [PACKAGE / "labels.py", PACKAGE / "tokens.py", PACKAGE / "codes.py", HERE / "model.py"]

    train_key = digest(
        [*shared, *(HERE / f"{n}.py" for n in ("corpora", "examples", "gold", "progress", "train")),
         *sorted((HERE / "gold").glob("*.jsonl")), args.encoder / "model.safetensors"],
        digest(args.data / name for name in DATA_FILES), str(args.seed),
    )  # fmt: skip
    if (run / "key").exists() and (run / "key").read_text() != train_key:
        (run / "checkpoint.pt").unlink(missing_ok=True)
    (run / "key").write_text(train_key)
    where = ["--encoder", str(args.encoder)]
    step(
        state, "train", train_key, [weights],
        [str(HERE / "train.py"), "--data", str(args.data), *where, "--out", str(run), "--seed", str(args.seed)],
    )  # fmt: skip
    step(
        state, "export", digest([weights, HERE / "export.py", HERE / "model.py"]), [MODEL / "encoder.bin"],
        [str(HERE / "export.py"), "--weights", str(weights), *where, "--data", str(args.data),
         "--out", str(MODEL)],
    )  # fmt: skip
    bench = HERE.parent / "bench/reader.py"
    step(
        state, "evaluate", digest([*sorted(PACKAGE.glob("*.py")), MODEL / "encoder.bin", bench]), [figures],
        [str(bench), "--data", str(args.data), "--tools", str(args.tools), "--model", str(MODEL),
         "--json", str(figures)],
    )  # fmt: skip
    folds = run / "folds.json"
    step(
        state, "folds", digest([run / "phase-0.pt", HERE / "folds.py"], train_key), [folds],
        [str(HERE / "folds.py"), "--run", str(run), "--data", str(args.data), *where],
    )  # fmt: skip
    step(
        state, "card", digest([figures, folds, run / "training.json", HERE / "card.py"]), [MODEL / "card.md"],
        [str(HERE / "card.py"), "--run", str(run), "--data", str(args.data), "--model", str(MODEL)],
    )  # fmt: skip


if __name__ == "__main__":
    main()
