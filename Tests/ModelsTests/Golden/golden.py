"""Makes the golden values: loss and gradients of whole sequence-to-sequence models by PyTorch, in double
precision. Each row of a batch is read alone and without padding, so that masks have something to answer to.

    python golden.py        writes seq2seq.json beside itself

Parameters are numbers that a Float holds exactly, so both sides start from the same.
"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
D, H, SOURCE, TARGET, END = 3, 4, 6, 5, 4
QUESTIONS = [[0, 1, 2, 3, 1], [5], [4, 4, 0], [2, 5, 1, 1, 0]]
ANSWERS = [[3, 1], [0], [2, 2, 1, 0], [1, 3, 3]]


def randn(*shape):
    """Normal numbers with few bits, exact in single precision."""
    return (torch.round(torch.randn(*shape) * 128) / 256).requires_grad_()


def lstm_parameters(name, inputs, size):
    return {
        f"{name}.inputWeight": randn(inputs, 4 * size),
        f"{name}.stateWeight": randn(size, 4 * size),
        f"{name}.bias": randn(4 * size),
    }


def lstm(p, name, xs, state):
    """xs: a row's inputs one by one → its outputs, and the last h and c."""
    (h, c), ys = state, []
    for x in xs:
        a = x @ p[f"{name}.inputWeight"] + h @ p[f"{name}.stateWeight"] + p[f"{name}.bias"]
        i, f, g, o = a.chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        ys.append(h)
    return ys, (h, c)


def encode(p, question, reversing, bidirectional):
    xs = [p["encoder.embedding.weight"][i] for i in (question[::-1] if reversing else question)]
    zero = lambda size: (torch.zeros(size), torch.zeros(size))
    if not bidirectional:
        return lstm(p, "encoder.lstm1", xs, zero(H))
    onward, (h, c) = lstm(p, "encoder.lstm1.onward", xs, zero(H // 2))
    back, (hb, cb) = lstm(p, "encoder.lstm1.back", xs[::-1], zero(H // 2))
    return [torch.cat(pair) for pair in zip(onward, back[::-1])], (torch.cat([h, hb]), torch.cat([c, cb]))


def context(p, look, h, memory):
    if look == "dot attention":
        scores = memory @ h
    elif look == "general attention":
        scores = memory @ (h @ p["decoder.attention.weight"])
    else:
        compared = h @ p["decoder.attention.query.weight"] + memory @ p["decoder.attention.memory.weight"]
        scores = compared.tanh() @ p["decoder.attention.vector"]
    return scores.softmax(0) @ memory


def losses(p, look, question, answer, reversing, bidirectional):
    outputs, state = encode(p, question, reversing, bidirectional)
    xs, last = [p["decoder.embedding.weight"][i] for i in [END] + answer], state[0]
    if look == "peeky":
        xs = [torch.cat([x, last]) for x in xs]
    hs, _ = lstm(p, "decoder.lstm1", xs, state)
    if look == "peeky":
        hs = [torch.cat([h, last]) for h in hs]
    elif look != "plain":
        hs = [torch.cat([context(p, look, h, torch.stack(outputs)), h]) for h in hs]
    scores = torch.stack(hs) @ p["decoder.output.weight"] + p["decoder.output.bias"]
    return F.cross_entropy(scores, torch.tensor(answer + [END]), reduction="sum")


def case(look, reversing=False, bidirectional=False):
    p = {"encoder.embedding.weight": randn(SOURCE, D)}
    if bidirectional:
        p |= lstm_parameters("encoder.lstm1.onward", D, H // 2) | lstm_parameters("encoder.lstm1.back", D, H // 2)
    else:
        p |= lstm_parameters("encoder.lstm1", D, H)
    p["decoder.embedding.weight"] = randn(TARGET, D)
    p |= lstm_parameters("decoder.lstm1", D + (H if look == "peeky" else 0), H)
    if look == "general attention":
        p["decoder.attention.weight"] = randn(H, H)
    if look == "additive attention":
        p |= {f"decoder.attention.{part}.weight": randn(H, H) for part in ("query", "memory")}
        p["decoder.attention.vector"] = randn(H)
    p["decoder.output.weight"] = randn(H if look == "plain" else 2 * H, TARGET)
    p["decoder.output.bias"] = randn(TARGET)
    rows = [losses(p, look, q, a, reversing, bidirectional) for q, a in zip(QUESTIONS, ANSWERS)]
    loss = sum(rows) / sum(len(a) + 1 for a in ANSWERS)
    loss.backward()
    digits = lambda tensor: [float(f"{v:.10g}") for v in tensor.detach().flatten().tolist()]
    return {
        "loss": [loss.item()],
        "rows": [row.item() / (len(a) + 1) for row, a in zip(rows, ANSWERS)],
        **{name: digits(value) for name, value in p.items()},
        **{f"d {name}": digits(value.grad) for name, value in p.items()},
    }


cases = {
    "plain": case("plain"),
    "plain, reversing": case("plain", reversing=True),
    "peeky": case("peeky", reversing=True),
    "peeky, bidirectional": case("peeky", bidirectional=True),
    "dot attention": case("dot attention"),
    "general attention, reversing": case("general attention", reversing=True),
    "additive attention, bidirectional": case("additive attention", bidirectional=True),
}
lines = [json.dumps(name) + ": " + json.dumps(fields) for name, fields in cases.items()]
(pathlib.Path(__file__).parent / "seq2seq.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
