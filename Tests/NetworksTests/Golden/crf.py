"""Makes the golden values of a linear-chain CRF by PyTorch, in double precision, in two ways that must agree:
by adding up all rows of tags, and by the forward algorithm with automatic differentiation.

    python crf.py        writes crf.json beside itself

Inputs are numbers that a Float holds exactly, so both sides start from the same.
"""

import itertools
import json
import pathlib

import torch

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)


def randn(*shape, scale=1.0):
    """Normal numbers with few bits, exact in single precision."""
    return (torch.round(scale * torch.randn(*shape) * 256) / 256).requires_grad_()


def score(x, tags, transitions, first, last):
    sum = first[tags[0]] + last[tags[-1]] + x[torch.arange(len(tags)), torch.tensor(tags)].sum()
    for i, j in zip(tags, tags[1:]):
        sum = sum + transitions[i, j]
    return sum


def log_z(x, transitions, first, last):
    alpha = first + x[0]
    for row in x[1:]:
        alpha = torch.logsumexp(alpha[:, None] + transitions, 0) + row
    return torch.logsumexp(alpha + last, 0)


def case(lengths, tags, scale=1.0):
    steps = max(lengths)
    x = randn(len(lengths), steps, tags, scale=scale)
    p = [randn(tags, tags, scale=scale), randn(tags, scale=scale), randn(tags, scale=scale)]
    t = [torch.randint(tags, (n,)).tolist() for n in lengths]
    totals, marginals, best = [], torch.zeros(len(lengths), steps, tags), []
    for n, length in enumerate(lengths):
        rows = list(itertools.product(range(tags), repeat=length))
        scores = torch.stack([score(x[n, :length], row, *p) for row in rows])
        total = log_z(x[n, :length], *p)
        assert abs(torch.logsumexp(scores, 0) - total) < 1e-9
        totals.append(total)
        best.append(list(rows[int(scores.argmax())]) + [-1] * (steps - length))
        for row, probability in zip(rows, (scores - total).exp().tolist()):
            for place, tag in enumerate(row):
                marginals[n, place, tag] += probability
    loss = sum(z - score(x[n, : lengths[n]], t[n], *p) for n, z in enumerate(totals)) / len(lengths)
    loss.backward()
    # What is expected less what is observed, from the sums over all rows.
    observed = torch.zeros_like(marginals)
    for n, row in enumerate(t):
        observed[n, torch.arange(len(row)), torch.tensor(row)] = 1
    assert ((marginals - observed) / len(lengths) - x.grad).abs().max() < 1e-9
    return {
        "x": x, "lengths": torch.tensor(lengths), "transitions": p[0], "first": p[1], "last": p[2],
        "t": torch.tensor([row + [-1] * (steps - len(row)) for row in t]), "log Z": torch.stack(totals),
        "loss": loss, "marginals": marginals, "best": torch.tensor(best), "dx": x.grad,
        "dtransitions": p[0].grad, "dfirst": p[1].grad, "dlast": p[2].grad,
    }


def plain(value):
    value = value.detach()
    return {"shape": list(value.shape), "values": [float(f"{v:.12g}") for v in value.flatten().tolist()]}


cases = {
    "three tags": case([4, 1, 3, 6], 3),
    "one tag": case([3, 1], 1),
    "seventeen tags": case([3, 2], 17),
    "strong scores": case([5, 4], 4, scale=8.0),
}
lines = [json.dumps(name) + ": " + json.dumps({k: plain(v) for k, v in fields.items()}) for name, fields in cases.items()]
(pathlib.Path(__file__).parent / "crf.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
