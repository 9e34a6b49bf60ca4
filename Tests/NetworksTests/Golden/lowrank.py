"""Makes lowrank.json: what PyTorch gives for an affine layer with an update of low rank, in double precision.

    python lowrank.py        writes the file beside itself
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
HERE = pathlib.Path(__file__).parent


def randn(*shape):
    """Normal numbers with few bits, exact in single precision."""
    return torch.round(torch.randn(*shape) * 256) / 256


def plain(value):
    value = value.detach()
    return {"shape": list(value.shape), "values": [float(f"{v:.12g}") for v in value.flatten().tolist()]}


x, weight, bias, down, up = randn(2, 3, 6), randn(6, 5), randn(5), randn(6, 2), randn(2, 5)
for tensor in (x, down, up):
    tensor.requires_grad_()
y = F.linear(x, weight.T, bias) + 8 / 2 * (x @ down) @ up
dy = randn(*y.shape)
y.backward(dy)
merged = weight + 8 / 2 * down @ up
fields = {
    "x": x, "weight": weight, "bias": bias, "down": down, "up": up, "y": y, "dy": dy,
    "dx": x.grad, "ddown": down.grad, "dup": up.grad, "merged": merged,
}
(HERE / "lowrank.json").write_text(json.dumps({"affine": {k: plain(v) for k, v in fields.items()}}) + "\n")
