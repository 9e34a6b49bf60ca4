"""Makes the golden values: loss and gradients of whole taggers by PyTorch, in double precision. Each sentence
is read alone and without padding, each word's characters too.

    python tagger.py        writes tagger.json beside itself

Parameters are numbers that a Float holds exactly, so both sides start from the same.
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
D, LOOKS, H, SIZE, FILTERS, TAGS = 4, 5, 3, 3, 4, 3
# a Bc dcac a, dcac, Bc xy a: by their ids in the vocabularies of the test, with looks, characters and tags.
SENTENCES = [
    ([1, 2, 3, 1], [0, 1, 0, 0], [[1], [2, 3], [4, 3, 1, 3], [1]], [0, 1, 2, 0]),
    ([3], [0], [[4, 3, 1, 3]], [1]),
    ([2, 0, 1], [1, 0, 0], [[2, 3], [0, 0], [1]], [2, 2, 0]),
]


def randn(*shape):
    """Normal numbers with few bits, exact in single precision."""
    return (torch.round(torch.randn(*shape) * 128) / 256).requires_grad_()


def lstm_parameters(name, inputs, size):
    return {
        f"{name}.inputWeight": randn(inputs, 4 * size),
        f"{name}.stateWeight": randn(size, 4 * size),
        f"{name}.bias": randn(4 * size),
    }


def lstm(p, name, xs, size):
    h, c, ys = torch.zeros(size), torch.zeros(size), []
    for x in xs:
        a = x @ p[f"{name}.inputWeight"] + h @ p[f"{name}.stateWeight"] + p[f"{name}.bias"]
        i, f, g, o = a.chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        ys.append(h)
    return ys


def spelled(p, characters, kind):
    x = [p["characters.weight"][c] for c in characters]
    if kind == "lstm":
        onward = lstm(p, "characters.onward", x, FILTERS // 2)
        back = lstm(p, "characters.back", x[::-1], FILTERS // 2)
        return torch.cat([onward[-1], back[-1]])
    x = [torch.zeros(SIZE)] + x + [torch.zeros(SIZE)]
    windows = torch.stack([torch.cat(x[i : i + 3]) for i in range(len(characters))])
    y = windows @ p["characters.convolution.weight"] + p["characters.convolution.bias"]
    return y.max(0).values


def loss_of(p, sentence, kind, chain):
    words, looks, characters, tags = sentence
    xs = []
    for word, look, spelling in zip(words, looks, characters):
        parts = [p["embedding.weight"][word], p["looks.weight"][look]]
        xs.append(torch.cat(parts + ([] if kind == "none" else [spelled(p, spelling, kind)])))
    onward, back = lstm(p, "onward", xs, H), lstm(p, "back", xs[::-1], H)[::-1]
    scores = torch.stack([torch.cat(pair) for pair in zip(onward, back)]) @ p["output.weight"] + p["output.bias"]
    if not chain:
        return F.cross_entropy(scores, torch.tensor(tags), reduction="sum")
    a, first, last = p["crf.transitions"], p["crf.first"], p["crf.last"]
    alpha = first + scores[0]
    for row in scores[1:]:
        alpha = torch.logsumexp(alpha[:, None] + a, 0) + row
    own = first[tags[0]] + last[tags[-1]] + sum(scores[i, t] for i, t in enumerate(tags))
    own = own + sum(a[i, j] for i, j in zip(tags, tags[1:]))
    return torch.logsumexp(alpha + last, 0) - own


def case(kind, chain):
    inputs = D + LOOKS + (0 if kind == "none" else FILTERS)
    p = {"embedding.weight": randn(4, D), "looks.weight": randn(5, LOOKS)}
    p |= lstm_parameters("onward", inputs, H) | lstm_parameters("back", inputs, H)
    p |= {"output.weight": randn(2 * H, TAGS), "output.bias": randn(TAGS)}
    if kind != "none":
        p["characters.weight"] = randn(5, SIZE)
    if kind == "convolution":
        p |= {"characters.convolution.weight": randn(3 * SIZE, FILTERS), "characters.convolution.bias": randn(FILTERS)}
    if kind == "lstm":
        p |= lstm_parameters("characters.onward", SIZE, FILTERS // 2)
        p |= lstm_parameters("characters.back", SIZE, FILTERS // 2)
    if chain:
        p |= {"crf.transitions": randn(TAGS, TAGS), "crf.first": randn(TAGS), "crf.last": randn(TAGS)}
    loss = sum(loss_of(p, s, kind, chain) for s in SENTENCES) / sum(len(s[0]) for s in SENTENCES)
    loss.backward()
    digits = lambda tensor: [float(f"{v:.10g}") for v in tensor.detach().flatten().tolist()]
    return {
        "loss": [loss.item()],
        **{name: digits(value) for name, value in p.items()},
        **{f"d {name}": digits(value.grad) for name, value in p.items()},
    }


cases = {
    f"{kind}, {'CRF' if chain else 'softmax'}": case(kind, chain)
    for kind in ("none", "convolution", "lstm")
    for chain in (False, True)
}
lines = [json.dumps(name) + ": " + json.dumps(fields) for name, fields in cases.items()]
(pathlib.Path(__file__).parent / "tagger.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
