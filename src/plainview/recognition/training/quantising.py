"""From a network in floating point to one that mostly computes in 8 bits: half the time, and nearly the same answers.

The convolutions behind the stem are brought to whole numbers: weights to 7 bits, one scale a channel, and what passes
between them to 8, between the average extremes over the pictures that are shown here. 7 bits and not 8, since older
processors add two products in 16 bits and would overflow. The stem stays as it is, and so does all from the last
pooling on: little time is spent there, and most would be lost.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from plainview.recognition.engines.plainview_engine import MADE_FROM

_COUNTED: Final = ("Conv", "GlobalAveragePool", "Add", "Mul", "Sigmoid", "Resize")
"""What is computed in whole numbers."""
_SHARE: Final = 0.01  # the runtime wants it beside the average of extremes, and does not use it there
_GELU: Final = 1.702
"""x times the sigmoid of 1.702 x is nearly what `Gelu` computes, and has a form in whole numbers. The factor goes into
the convolution before, and out again in the one behind."""


def write_quantised(source: Path, path: Path, shown: Iterable[NDArray[np.float32]], *, gelu: bool) -> None:
    """Write the network of `source` in 8 bits to `path`, with its notes and a version of its own.

    `shown` are pictures of the kind that it will be given, as the network takes them. With `gelu` the activations are
    approximated in whole numbers too, which is quicker and less exact.
    """
    with tempfile.TemporaryDirectory() as folder:
        plain, whole = Path(folder) / "plain.onnx", Path(folder) / "whole.onnx"
        model = _plain(source, plain)
        _prepare(model, gelu=gelu)
        onnx.save(model, plain)
        quantize_static(
            str(plain),
            str(whole),
            _Shown(model.graph.input[0].name, shown),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(_COUNTED),
            nodes_to_exclude=_left(model.graph),
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            extra_options={"CalibMovingAverage": True, "CalibMovingAverageConstant": _SHARE},
        )
        found = onnx.load(whole)
    notes = {each.key: each.value for each in onnx.load(source).metadata_props}
    helper.set_model_props(found, notes | _version(found.graph, notes.get("version", "")))
    onnx.checker.check_model(found)
    onnx.save(found, path)


class _Shown(CalibrationDataReader):
    """The pictures one after another, as the runtime asks for them."""

    def __init__(self, name: str, shown: Iterable[NDArray[np.float32]]) -> None:
        self._name = name
        self._left = iter(shown)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        picture = next(self._left, None)
        return None if picture is None else {self._name: picture}


def _plain(source: Path, path: Path) -> onnx.ModelProto:
    """The network with its weights widened and its constants folded, as the runtime would do when it loads it."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
    return onnx.load(path)


def _prepare(model: onnx.ModelProto, *, gelu: bool) -> None:
    """Say what has no form in whole numbers by what has one."""
    graph = model.graph
    nodes = []
    for node in graph.node:
        if gelu and node.op_type == "Gelu":
            seen, told = node.input[0], node.output[0]
            before = next(each for each in graph.node if seen in each.output)
            behind = next(each for each in graph.node if told in each.input)
            _scale(graph, before.input[1:3], _GELU)  # weights and bias, so its whole answer
            _scale(graph, behind.input[1:2], 1 / _GELU)
            share = f"{node.name}.share"
            nodes += [helper.make_node("Sigmoid", [seen], [share], share)]
            nodes += [helper.make_node("Mul", [seen, share], [told], node.name)]
        elif node.op_type == "ReduceMean":
            nodes.append(helper.make_node("GlobalAveragePool", [node.input[0]], [node.output[0]], node.name))
        else:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _scale(graph: onnx.GraphProto, names: Sequence[str], factor: float) -> None:
    for weight in graph.initializer:
        if weight.name in names:
            scaled = numpy_helper.to_array(weight) * np.float32(factor)
            weight.CopyFrom(numpy_helper.from_array(scaled, weight.name))


def _left(graph: onnx.GraphProto) -> list[str]:
    """The stem, which ends at the first convolution of single channels, and all from the last pooling on."""
    names = [node.name for node in graph.node]
    kinds = [node.op_type for node in graph.node]
    first = next(place for place, node in enumerate(graph.node) if _is_depthwise(node))
    last = kinds.index("AveragePool") if "AveragePool" in kinds else len(names)
    return names[:first] + names[last:]


def _is_depthwise(node: onnx.NodeProto) -> bool:
    return node.op_type == "Conv" and any(each.name == "group" and each.i > 1 for each in node.attribute)


def _version(graph: onnx.GraphProto, source: str) -> dict[str, str]:
    """The day of the source and the first letters of the hash of what was made of it."""
    code = hashlib.sha256(source.encode())
    for weight in graph.initializer:
        code.update(numpy_helper.to_array(weight).tobytes())
    return {"version": f"{source.partition('-')[0]}-{code.hexdigest()[:8]}", MADE_FROM: source}
