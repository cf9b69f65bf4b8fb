"""A few short reports, invented around public events, and how to write them to a file."""

from __future__ import annotations

import json
from pathlib import Path

REPORTS = [
    {
        "id": "r1",
        "outlet": "halyard",
        "published": "2024-01-28T18:00:00Z",
        "title": "Three soldiers killed in Jordan",
        "text": "AMMAN, Jan 28 - A drone attack killed three American soldiers at a base in Jordan on Sunday, "
        "US Central Command said. Iran denied that it was behind the attack.",
    },
    {
        "id": "r2",
        "outlet": "quillon",
        "published": "2024-01-29T08:00:00Z",
        "title": "Washington weighs its answer",
        "text": "WASHINGTON - The United States is considering strikes against Iran-backed militias in Syria, "
        "two officials said on condition of anonymity. The Pentagon said 34 soldiers were injured on Sunday.",
    },
    {
        "id": "r3",
        "outlet": "register",
        "published": "2024-01-30",
        "title": "Militia suspends attacks",
        "text": "BAGHDAD - Kataib Hezbollah announced on Tuesday that it would suspend its attacks on American forces.",
    },
    {
        "id": "r4",
        "outlet": "register",
        "published": "2024-01-30",
        "title": "Les milices",
        "text": "Les milices ont annoncé mardi la suspension de leurs opérations contre les forces américaines en "
        "Irak, selon un communiqué publié à Bagdad par le groupe armé et relayé par la presse locale.",
    },
]  # fmt: skip


def write_reports(path: Path, reports: list[dict[str, str]] = REPORTS) -> Path:
    path.write_text("".join(json.dumps(report) + "\n" for report in reports), encoding="utf-8")
    return path
