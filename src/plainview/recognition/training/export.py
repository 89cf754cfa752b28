"""From a trained network to the file that is shipped: ONNX, weights in half precision, the alphabet written in it."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from plainview.recognition.rectify import HEIGHT, WIDTH
from plainview.recognition.training.detector_network import DetectorNetwork
from plainview.recognition.training.reader_network import ReaderNetwork

_OPSET: Final = 20
_SMALL: Final = 16  # numbers; smaller tensors are sizes and scales, which stay as they are


def write_reader(reader: ReaderNetwork, path: Path, notes: Mapping[str, str]) -> None:
    """Pictures N x 3 x 48 x width in, chances N x width / 8 x classes out (after the softmax)."""
    batch, width = torch.export.Dim("batch", min=1, max=64), torch.export.Dim("eighths", min=4, max=64)
    example = torch.zeros(2, 3, HEIGHT, WIDTH)
    _write(nn.Sequential(reader, nn.Softmax(-1)), example, {0: batch, 3: 8 * width}, path, notes)


def write_detector(detector: DetectorNetwork, path: Path, notes: Mapping[str, str]) -> None:
    """Pictures 1 x 3 x height x width in (multiples of 16), answers as `DetectorNetwork` describes out."""
    rows, columns = torch.export.Dim("rows", min=2, max=128), torch.export.Dim("columns", min=2, max=128)
    _write(detector, torch.zeros(1, 3, 320, 576), {2: 16 * rows, 3: 16 * columns}, path, notes)


def _write(
    network: nn.Module, example: torch.Tensor, free: Mapping[int, object], path: Path, notes: Mapping[str, str]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter, about its own future
        program = torch.onnx.export(
            network.eval(), (example,), dynamo=True, opset_version=_OPSET, dynamic_shapes=(dict(free),), verbose=False
        )
    if program is None:
        raise RuntimeError("the exporter wrote nothing")
    model = program.model_proto
    _halve(model)
    helper.set_model_props(model, dict(notes))
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _halve(model: onnx.ModelProto) -> None:
    """Store weights in 16 bits. The runtime widens them once when it loads, so computing stays in 32."""
    graph = model.graph
    casts = []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < _SMALL:
            continue
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    for place, cast in enumerate(casts):
        graph.node.insert(place, cast)
