"""The weights that training starts from: PP-OCRv6 (Apache-2.0, PaddleOCR authors), out of the wheel `rapidocr`.

The networks name their convolutions by number and list them in the order in which they are used, which is the order of
the modules of `backbone`. So the weights are dealt out one after another, and a shape that does not fit is an error.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from plainview.recognition.training.backbone import Trunk
from plainview.recognition.training.reader_network import ReaderNetwork
from plainview.recognition.weights import packaged

PACKAGE: Final = "rapidocr"
FINDER: Final = "models/PP-OCRv6_det_small.onnx"
RECOGNISER: Final = "models/PP-OCRv6_rec_small.onnx"

Weights = dict[str, np.ndarray[Any, Any]]


class WeightsDiffer(ValueError):
    """The file does not hold the network that was expected."""


def start_trunk(trunk: Trunk) -> None:
    """Deal the finder's first convolutions out to a detector's trunk.

    Raises:
        WeightsDiffer: another network lies in the file.
    """
    _deal(trunk, _convolutions(packaged(PACKAGE, FINDER)))


def start_reader(reader: ReaderNetwork, characters: str) -> None:
    """Give the reader the recogniser's weights; its classes become "nothing" and then `characters`.

    Raises:
        WeightsDiffer: another network lies in the file.
    """
    path = packaged(PACKAGE, RECOGNISER)
    graph = onnx.load(path)
    weights = {each.name: numpy_helper.to_array(each) for each in graph.graph.initializer}
    convolutions = _convolutions(path)
    _deal(reader.trunk, convolutions)
    for layer, numbers in ((reader.straight, 57), (reader.turned, 55), (reader.along, 56)):
        _folded(layer, next(convolutions)[0], weights, f"batch_norm2d_{numbers}")
    linear = [layer for mixer in reader.mixers for layer in _linear_layers(mixer)]
    for place, layer in enumerate(linear):
        _set(layer.weight, weights[f"linear_{place}.w_0"].T)
        _set(layer.bias, weights[f"linear_{place}.b_0"])
    norms = [layer for layer in reader.modules() if isinstance(layer, nn.LayerNorm)]
    for place, layer in enumerate(norms):
        _set(layer.weight, weights[f"helper.reshape.{2 * place}"])
        _set(layer.bias, weights[f"helper.reshape.{2 * place + 1}"])
    known = next(prop.value for prop in graph.metadata_props if prop.key == "character").splitlines()
    rows = [0, *(1 + known.index(character) for character in characters)]
    _set(reader.classes.weight, weights["linear_8.w_0"].T[rows])
    _set(reader.classes.bias, weights["linear_8.b_0"][rows])


def _linear_layers(mixer: nn.Module) -> Sequence[nn.Linear]:
    return [layer for layer in mixer.modules() if isinstance(layer, nn.Linear)]


def _convolutions(path: Path) -> Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any] | None]]:
    """Weight and bias of each convolution, in the order of use. A bias is the addition that follows."""
    graph = onnx.load(path).graph
    weights = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    alias = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Identity"}

    def source(name: str) -> str:
        while name in alias:
            name = alias[name]
        return name

    added = {
        source(node.input[0]): weights[source(node.input[1])]
        for node in graph.node
        if node.op_type == "Add" and source(node.input[1]) in weights
    }
    for node in graph.node:
        if node.op_type == "Conv":
            bias = added.get(node.output[0])
            yield weights[source(node.input[1])], None if bias is None else bias.reshape(-1)


def _deal(network: nn.Module, dealt: Iterator[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any] | None]]) -> None:
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            weight, bias = next(dealt)
            _set(layer.weight, weight)
            if bias is None or layer.bias is None:
                raise WeightsDiffer("a convolution without a bias where one was expected")
            _set(layer.bias, bias)


def _folded(layer: nn.Conv2d, weight: np.ndarray[Any, Any], weights: Weights, norm: str) -> None:
    """Set a convolution and the normalisation after it as one convolution."""
    scale = weights[f"{norm}.w_0"] / np.sqrt(weights[f"{norm}.w_2"] + 1e-5)
    _set(layer.weight, weight * scale[:, None, None, None])
    _set(layer.bias, weights[f"{norm}.b_0"] - weights[f"{norm}.w_1"] * scale)


def _set(parameter: "torch.Tensor | None", values: np.ndarray[Any, Any]) -> None:
    if parameter is None or tuple(parameter.shape) != values.shape:
        raise WeightsDiffer(
            f"{values.shape} does not fit where {None if parameter is None else tuple(parameter.shape)}"
        )
    with torch.no_grad():
        parameter.copy_(torch.tensor(values))
