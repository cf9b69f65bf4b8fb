"""Speed of the reader on the example dossier: `bench/speed.py [--threads N] [--runs N] [--copies N]`.

Prints medians over runs: load time, words and word pieces a second through the whole reader, the share of the encoder
alone, and the process's peak memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path
from statistics import median

from standoff.reading import Reader
from standoff.reading.model import Model
from standoff.schema import Document

ARTICLES = Path(__file__).parent.parent / "examples/tower22/articles.jsonl"


def load_documents(copies: int) -> list[Document]:
    rows = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    return [Document(id=f"{row['id']}-{n}", text=row["text"], sha256="") for n in range(copies) for row in rows]


def seconds_of_encoder(model: Model, texts: list[str]) -> float:
    started = time.perf_counter()
    for batch in model.batches(model.cuts(texts)):
        model.encode(batch)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--copies", type=int, default=5, help="how many times over the dossier is read")
    args = parser.parse_args()
    started = time.perf_counter()
    reader = Reader.open(threads=args.threads)
    load = time.perf_counter() - started
    documents = load_documents(args.copies)
    words = sum(len(d.text.split()) for d in documents)
    pieces = sum(len(reader.model.split(d.text)) for d in documents)
    whole, encoder = [], []
    for _ in range(args.runs):
        started = time.perf_counter()
        events = sum(len(reading.events) for reading in reader.read(documents))
        whole.append(time.perf_counter() - started)
        encoder.append(seconds_of_encoder(reader.model, [d.text for d in documents]))
    seconds = median(whole)
    print(f"{len(documents)} documents, {words} words, {pieces} pieces, {events} events; {args.threads} thread(s)")
    print(f"load        {load:.2f} s")
    print(f"read        {words / seconds:,.0f} words/s   {pieces / seconds:,.0f} pieces/s   (median of {args.runs})")
    print(f"encoder     {pieces / median(encoder):,.0f} pieces/s, {median(encoder) / seconds:.0%} of reading")
    print(f"memory      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
