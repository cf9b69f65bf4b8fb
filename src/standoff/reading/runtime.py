"""The CPU runtime behind one small interface, so that another can take its place: named arrays in, named arrays out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from standoff.errors import ModelError

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float32]


class Graph:
    """A compiled OpenVINO graph."""

    def __init__(self, path: Path, threads: int, precision: str) -> None:
        import openvino as ov

        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": precision,
            # Windows come in many shapes; what the runtime keeps for each adds up to hundreds of megabytes.
            "CPU_RUNTIME_CACHE_CAPACITY": "32",
            # Pinned threads of two processes meet on the same core.
            "ENABLE_CPU_PINNING": "NO",
        }
        if threads:
            options["INFERENCE_NUM_THREADS"] = str(threads)
        try:
            self.compiled = ov.Core().compile_model(str(path), "CPU", options)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0]
            raise ModelError(f"{path}: the model cannot be loaded ({reason}); install standoff again") from None
        self.names = [output.get_any_name() for output in self.compiled.outputs]

    def __call__(self, **inputs: Array) -> dict[str, Array]:
        outputs = self.compiled(inputs, share_inputs=True, share_outputs=False)
        return {name: outputs[i] for i, name in enumerate(self.names)}


def best_precision() -> str:
    """bfloat16 where the processor computes in it, float32 elsewhere."""
    import openvino as ov

    return "bf16" if "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
