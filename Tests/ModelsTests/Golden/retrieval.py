"""Golden values of models that find and write answers, from PyTorch in double precision: each text is read alone.

    python retrieval.py        # writes retrieval.json
"""

import json
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(13)

D, H = 4, 3
HERE = pathlib.Path(__file__).parent


def randn(*shape):
    """Normal numbers with few bits, exact in single precision."""
    return (torch.round(torch.randn(*shape) * 128) / 256).requires_grad_()


def fields(loss, p, **others):
    loss.backward()
    digits = lambda tensor: [float(f"{v:.10g}") for v in tensor.detach().flatten().tolist()]
    return {
        "loss": [loss.item()],
        **others,
        **{name: digits(value) for name, value in p.items()},
        **{f"d {name}": digits(value.grad) for name, value in p.items()},
    }


def lstm_parameters(name, inputs, size):
    return {
        f"{name}.inputWeight": randn(inputs, 4 * size),
        f"{name}.stateWeight": randn(size, 4 * size),
        f"{name}.bias": randn(4 * size),
    }


def lstm(p, name, xs, size, h=None, c=None):
    h = torch.zeros(size) if h is None else h
    c = torch.zeros(size) if c is None else c
    ys = []
    for x in xs:
        a = x @ p[f"{name}.inputWeight"] + h @ p[f"{name}.stateWeight"] + p[f"{name}.bias"]
        i, f, g, o = a.chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        ys.append(h)
    return ys, h, c


def both_ways(p, name, xs, size):
    onward, h, c = lstm(p, f"{name}.onward", xs, size)
    back, hb, cb = lstm(p, f"{name}.back", list(xs)[::-1], size)
    return torch.stack([torch.cat(pair) for pair in zip(onward, back[::-1])]), torch.cat([h, hb]), torch.cat([c, cb])


# Pairs of a question and a passage; the second and the fourth have a passage in common.
QUESTIONS = [[1, 2], [3], [4, 4, 1], [2, 0, 5]]
PASSAGES = [[2, 5, 1, 1], [3, 3, 4], [1], [3, 3, 4]]


def dual(encoder, likeness, shared, symmetric, temperature):
    names = ["text", "text"] if shared else ["question", "passage"]
    p = {}
    for name in dict.fromkeys(names):
        p[f"{name}.embedding.weight"] = randn(6, D)
        if encoder == "lstm":
            p |= lstm_parameters(f"{name}.onward", D, H) | lstm_parameters(f"{name}.back", D, H)

    def vector(name, ids):
        x = p[f"{name}.embedding.weight"][ids]
        v = x.mean(0) if encoder == "mean" else both_ways(p, name, x, H)[0].max(0).values
        return v / v.norm() if likeness == "cosine" else v

    q = torch.stack([vector(names[0], ids) for ids in QUESTIONS])
    d = torch.stack([vector(names[1], ids) for ids in PASSAGES])
    scores = q @ d.T / temperature
    scores = scores.masked_fill(torch.tensor([[i != j and {i, j} == {1, 3} for j in range(4)] for i in range(4)]), -torch.inf)
    own = torch.arange(4)
    loss = F.cross_entropy(scores, own)
    if symmetric:
        loss = (loss + F.cross_entropy(scores.T, own)) / 2
    return fields(loss, p)


# A question, a passage, and the first and the last word of the answer. Word 0 is unknown; the last question has no
# answer.
SPANS = [
    ([1, 2, 3], [4, 2, 5, 1, 3], [0, 1, 0, 1, 1], (1, 2)),
    ([5], [3, 0], [0, 0], (1, 1)),
    ([0, 4], [0, 0, 4, 1], [1, 0, 1, 0], None),
]


def span(declines):
    p = {"embedding.weight": randn(6, D), "alignment.weight": randn(D, D)}
    for name, inputs in [("passage", 2 * D + 1), ("question", D)]:
        p |= lstm_parameters(f"{name}.onward", inputs, H) | lstm_parameters(f"{name}.back", inputs, H)
    p |= {"summary.asked": randn(2 * H), "start.weight": randn(2 * H, 2 * H), "end.weight": randn(2 * H, 2 * H)}
    if declines:
        p |= {"none.weight": randn(2 * H, 1), "none.bias": randn(1)}
    losses = []
    for question, passage, matches, answer in SPANS:
        if answer is None and not declines:
            answer = (0, 2)
        q, x = p["embedding.weight"][question], p["embedding.weight"][passage]
        aligned = (x @ p["alignment.weight"] @ q.T).softmax(1) @ q
        inputs = torch.cat([x, aligned, torch.tensor(matches, dtype=torch.float64)[:, None]], 1)
        h, g = both_ways(p, "passage", inputs, H)[0], both_ways(p, "question", q, H)[0]
        c = (g @ p["summary.asked"]).softmax(0) @ g
        scores = [h @ (c @ p[f"{name}.weight"]) for name in ("start", "end")]
        if declines:
            none = c @ p["none.weight"] + p["none.bias"]
            scores = [torch.cat([none, s]) for s in scores]
            answer = (0, 0) if answer is None else tuple(place + 1 for place in answer)
        losses += [F.cross_entropy(s, torch.tensor(t)) for s, t in zip(scores, answer)]
    return fields(sum(losses) / len(SPANS), p, rows=[(a + b).item() for a, b in zip(losses[::2], losses[1::2])])


# Texts and what they are rewritten as, of a vocabulary of six, of which 0 is <unk> and 5 the end sign; from 6 on,
# words that only this text has.
TEXTS = [([1, 6, 2, 6, 7], [6, 3, 7]), ([4], [0]), ([3, 3, 6, 1], [1, 6, 2, 6])]
V, END, SIZE = 6, 5, 4


def pointer(score, coverage):
    half = SIZE // 2
    p = {"embedding.weight": randn(V, D)}
    for direction in ("onward", "back"):
        p |= lstm_parameters(f"encoder.lstm1.{direction}", D, half)
    p |= lstm_parameters("decoder.lstm1", D, SIZE)
    if score == "general":
        p["decoder.attention.weight"] = randn(SIZE, SIZE)
    if score == "additive":
        p |= {f"decoder.attention.{side}.weight": randn(SIZE, SIZE) for side in ("query", "memory")}
        p["decoder.attention.vector"] = randn(SIZE)
    if coverage:
        p["decoder.attention.coverage"] = randn(1)
    p |= {"decoder.output.weight": randn(2 * SIZE, V), "decoder.output.bias": randn(V)}
    p |= {"gate.weight": randn(2 * SIZE + D, 1), "gate.bias": randn(1)}
    total, price, count, rows = 0, 0, 0, []
    for text, summary in TEXTS:
        read = lambda ids: p["embedding.weight"][[i if i < V else 0 for i in ids]]
        memory, h, c = both_ways(p, "encoder.lstm1", read(text), half)
        x = read([END] + summary)
        states = lstm(p, "decoder.lstm1", x, SIZE, h, c)[0]
        covered, own = torch.zeros(len(text)), 0
        for s, inputs, target in zip(states, x, summary + [END]):
            if score == "dot":
                e = memory @ s
            elif score == "general":
                e = memory @ (s @ p["decoder.attention.weight"])
            else:
                q, m = (p[f"decoder.attention.{side}.weight"] for side in ("query", "memory"))
                e = (s @ q + memory @ m).tanh() @ p["decoder.attention.vector"]
            if coverage:
                e = e + p["decoder.attention.coverage"] * covered
            a = e.softmax(0)
            price = price + torch.minimum(a, covered).sum()
            covered = covered + a
            known = torch.cat([a @ memory, s])
            written = (known @ p["decoder.output.weight"] + p["decoder.output.bias"]).softmax(0)
            g = (torch.cat([known, inputs]) @ p["gate.weight"] + p["gate.bias"]).sigmoid()
            copied = sum((a[i] for i, word in enumerate(text) if word == target), torch.zeros(()))
            probability = (1 - g) * copied + (g * written[target] if target < V else 0)
            own = own - (probability + 1e-10).log().sum()
            count += 1
        total = total + own
        rows.append(own.item() / (len(summary) + 1))
    return fields((total + coverage * price) / count, p, rows=rows)


cases = {
    "dual mean": dual("mean", "cosine", True, False, 0.25),
    "dual mean apart": dual("mean", "cosine", False, True, 0.5),
    "dual lstm": dual("lstm", "cosine", True, True, 0.5),
    "dual lstm apart": dual("lstm", "dot", False, False, 1),
    "span": span(False),
    "span declining": span(True),
    "pointer dot": pointer("dot", 0),
    "pointer general, coverage": pointer("general", 0.5),
    "pointer additive": pointer("additive", 0),
    "pointer additive, coverage": pointer("additive", 1),
}
lines = [json.dumps(name) + ": " + json.dumps(values) for name, values in cases.items()]
(HERE / "retrieval.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
