"""Networks in ONNX files that lie in an installed package, run by ONNX Runtime. Nothing is ever downloaded."""

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from plainview.recognition.engine import EngineUnavailable

_ERRORS_ONLY: Final = 3  # of the runtime's own log


class Network:
    """A network with one input and one output, both float32.

    Not shared between threads at once by this program, though the runtime would allow it.
    """

    def __init__(self, path: Path, *, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """The network's answer to a batch of pictures (N x 3 x height x width)."""
        answer: NDArray[np.float32] = self._session.run(None, {self._input: pixels})[0]
        return answer

    def note(self, key: str) -> str:
        """What the network's maker wrote into the file under `key`; empty where there is nothing."""
        notes: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return notes.get(key, "")


def packaged(package: str, file: str) -> Path:
    """The path of `file` inside an installed package, found without importing it.

    Raises:
        EngineUnavailable: the package is not installed, or its wheel has no such file.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineUnavailable(f"the package {package} is not installed (it comes with plainview[edge])")
    path = Path(next(iter(spec.submodule_search_locations))) / file
    if not path.is_file():
        raise EngineUnavailable(f"{package} {version(package)} holds no {file}; 3.10 does")
    return path
