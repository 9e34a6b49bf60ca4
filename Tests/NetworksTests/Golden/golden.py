"""Makes the golden values: what PyTorch gives for small inputs, in double precision.

    python golden.py        writes the JSON files beside itself

Inputs are numbers that a Float holds exactly, so both sides start from the same.
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
HERE = pathlib.Path(__file__).parent


def randn(*shape):
    """Normal numbers with few bits, exact in single precision."""
    return torch.round(torch.randn(*shape) * 256) / 256


def plain(value):
    if isinstance(value, torch.Tensor):
        value = value.detach()
        return {"shape": list(value.shape), "values": [float(f"{v:.12g}") for v in value.flatten().tolist()]}
    return value


def write(name, cases):
    lines = [
        json.dumps(case) + ": " + json.dumps({key: plain(value) for key, value in fields.items()})
        for case, fields in cases.items()
    ]
    (HERE / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def layer(function, x, **parameters):
    """A layer's output for x and the gradients that a random dy gives."""
    x.requires_grad_(x.is_floating_point())
    for p in parameters.values():
        p.requires_grad_()
    y = function(x, *parameters.values())
    dy = randn(*y.shape)
    y.backward(dy)
    fields = {"x": x, "y": y, "dy": dy, **parameters}
    fields |= {f"d{name}": p.grad for name, p in parameters.items()}
    return fields | ({"dx": x.grad} if x.is_floating_point() else {})


def affine(x, weight, bias):
    return F.linear(x, weight.T, bias)


def loss(function, x, t):
    x.requires_grad_()
    value = function(x, t)
    value.backward()
    return {"x": x, "t": t, "loss": value, "dx": x.grad}


def trajectory(make):
    """Weights after each of seven steps with given gradients; the rate is halved after the fourth."""
    weight = randn(2, 3).requires_grad_()
    optimizer = make([weight])
    fields = {"start": weight.clone()}
    gradients, weights = [], []
    for step in range(7):
        if step == 4:
            optimizer.param_groups[0]["lr"] /= 2
        weight.grad = randn(2, 3)
        gradients.append(weight.grad.clone())
        optimizer.step()
        weights.append(weight.detach().clone())
    return fields | {"gradients": torch.stack(gradients), "weights": torch.stack(weights)}


def clipping(clip):
    parameters = [randn(3, 2).requires_grad_(), randn(4).requires_grad_()]
    for p in parameters:
        p.grad = randn(*p.shape)
    fields = {"first": parameters[0].grad.clone(), "second": parameters[1].grad.clone()}
    clip(parameters)
    return fields | {"clipped first": parameters[0].grad, "clipped second": parameters[1].grad}


def schedule(make, steps_an_epoch):
    """Factors for 12 steps; PyTorch's schedules count epochs or steps, whichever they are called at."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    factors = []
    for step in range(12):
        factors.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if (step + 1) % steps_an_epoch == 0:
            scheduler.step()
    return {"factors": torch.tensor(factors)}


def training():
    """Ten steps of Adam on a two-layer network for classes."""
    x, t = randn(6, 2), torch.tensor([0, 1, 2, 2, 1, 0])
    w1, b1, w2, b2 = randn(2, 5), randn(5), randn(5, 3), randn(3)
    fields = {"x": x, "t": t, "w1": w1.clone(), "b1": b1.clone(), "w2": w2.clone(), "b2": b2.clone()}
    parameters = [p.requires_grad_() for p in (w1, b1, w2, b2)]
    optimizer = torch.optim.Adam(parameters, lr=0.1)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        value = F.cross_entropy(torch.sigmoid(x @ w1 + b1) @ w2 + b2, t)
        value.backward()
        nn.utils.clip_grad_norm_(parameters, 0.5)
        optimizer.step()
        losses.append(value.detach())
    return fields | {"losses": torch.stack(losses)}


write("layers.json", {
    "affine": layer(affine, randn(2, 3, 4), weight=randn(4, 5), bias=randn(5)),
    "matmul": layer(torch.matmul, randn(3, 4), weight=randn(4, 2)),
    "matmul transposed": layer(lambda x, w: x @ w.T, randn(3, 4), weight=randn(2, 4)),
    "embedding": layer(F.embedding, torch.tensor([[3, 0, 3], [1, 3, 0]]), weight=randn(5, 2)),
    "sigmoid": layer(torch.sigmoid, 4 * randn(5, 7)),
    "tanh": layer(torch.tanh, 2 * randn(5, 7)),
    "relu": layer(torch.relu, randn(5, 7)),
    "leaky relu": layer(lambda x: F.leaky_relu(x, 0.125), randn(5, 7)),
    "elu": layer(lambda x: F.elu(x, 1.5), 2 * randn(5, 7)),
    "prelu": layer(F.prelu, randn(5, 7), slope=torch.tensor([0.25])),
    "prelu by feature": layer(F.prelu, randn(5, 7), slope=randn(7)),
    "gelu": layer(F.gelu, 2 * randn(5, 7)),
    "softmax": layer(lambda x: torch.softmax(x, -1), 3 * randn(2, 3, 6)),
})

write("losses.json", {
    "softmax": loss(F.cross_entropy, 3 * randn(6, 5), torch.tensor([0, 4, 2, 1, 2, 3])),
    "softmax ignoring": loss(
        lambda x, t: F.cross_entropy(x, t, ignore_index=2), 3 * randn(6, 5), torch.tensor([0, 4, 2, 1, 2, 3])),
    "softmax far apart": loss(F.cross_entropy, 400 * randn(6, 5), torch.tensor([0, 4, 2, 1, 2, 3])),
    "sigmoid": loss(F.binary_cross_entropy_with_logits, 3 * randn(4, 5), torch.round(torch.rand(4, 5))),
    "sigmoid far apart": loss(
        F.binary_cross_entropy_with_logits, 100 * randn(4, 5), torch.round(torch.rand(4, 5))),
    "squared error": loss(F.mse_loss, randn(4, 3), randn(4, 3)),
})

optim = torch.optim
write("optimizers.json", {
    "SGD": trajectory(lambda p: optim.SGD(p, lr=0.125)),
    "Momentum": trajectory(lambda p: optim.SGD(p, lr=0.125, momentum=0.875)),
    "Nesterov": trajectory(lambda p: optim.SGD(p, lr=0.125, momentum=0.875, nesterov=True)),
    "AdaGrad": trajectory(lambda p: optim.Adagrad(p, lr=0.125)),
    "RMSprop": trajectory(lambda p: optim.RMSprop(p, lr=0.125, alpha=0.875)),
    "Adam": trajectory(lambda p: optim.Adam(p, lr=0.125)),
    "AdamW": trajectory(lambda p: optim.AdamW(p, lr=0.125, weight_decay=0.25)),
    "SGD with L2": trajectory(lambda p: optim.SGD(p, lr=0.125, weight_decay=0.25)),
    "clip norm": clipping(lambda p: nn.utils.clip_grad_norm_(p, 1.5)),
    "clip value": clipping(lambda p: nn.utils.clip_grad_value_(p, 0.5)),
    "step": schedule(lambda o: optim.lr_scheduler.StepLR(o, 2, 0.5), 3),
    "exponential": schedule(lambda o: optim.lr_scheduler.ExponentialLR(o, 0.75), 3),
    "linear": schedule(lambda o: optim.lr_scheduler.LinearLR(o, 1, 0.25, 12), 1),
    "cosine": schedule(lambda o: optim.lr_scheduler.CosineAnnealingLR(o, 12, 0.125), 1),
})

write("training.json", {"two layers": training()})


def embedding_dot():
    """Scores of chosen words, some of them asked for twice."""
    h, weight = randn(2, 4).requires_grad_(), randn(5, 4).requires_grad_()
    ids = torch.tensor([[2, 2, 0], [4, 1, 2]])
    y = torch.einsum("nd,nkd->nk", h, weight[ids])
    dy = randn(2, 3)
    y.backward(dy)
    return {"x": h, "ids": ids, "weight": weight, "y": y, "dy": dy, "dx": h.grad, "dweight": weight.grad}


def words(function, rows):
    """A loss that asks each of three hidden vectors for two words."""
    h, weight = randn(3, 4).requires_grad_(), randn(rows, 4).requires_grad_()
    t = torch.tensor([[2, 2], [0, 3], [4, 1]])
    value = function(h @ weight.T, t)
    value.backward()
    return {"x": h, "t": t, "weight": weight, "loss": value, "dx": h.grad, "dweight": weight.grad}


def full_softmax(scores, t):
    return F.cross_entropy(scores.repeat_interleave(2, 0), t.flatten())


def negative_sampling(scores, t):
    """Two negatives, both word 3."""
    asked = torch.cat([scores.gather(1, t).reshape(6, 1), scores[:, [3, 3]].repeat_interleave(2, 0)], 1)
    answers = torch.tensor([1.0, 0.0, 0.0]).expand(6, 3)
    return F.binary_cross_entropy_with_logits(asked, answers, reduction="none").sum(1).mean()


def hierarchical_softmax(scores, t):
    """Counts 16, 8, 4, 1, 1 make a tree that is a single comb: at each node the word hangs left."""
    paths = [([0], [1]), ([0, 1], [0, 1]), ([0, 1, 2], [0, 0, 1]), ([0, 1, 2, 3], [0, 0, 0, 1]), ([0, 1, 2, 3], [0] * 4)]
    losses = [
        F.binary_cross_entropy_with_logits(
            scores[row, paths[word][0]], torch.tensor(paths[word][1], dtype=torch.float64), reduction="sum")
        for row, pair in enumerate(t.tolist()) for word in pair
    ]
    return torch.stack(losses).mean()


write("words.json", {
    "embedding dot": embedding_dot(),
    "full softmax": words(full_softmax, 5),
    "negative sampling": words(negative_sampling, 5),
    "hierarchical softmax": words(hierarchical_softmax, 4),
})


def recurrent(module, states, lengths=None):
    """A recurrent module's outputs and final states, and the gradients that random ones of both give.

    Its gates lie as the book's do: i, f, g, o and r, z, n. Where PyTorch has two biases that are only
    ever added, one of them is zero here; of the GRU's second bias the part of n stays.
    """
    size = module.hidden_size
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(randn(*parameter.shape) / 2)
            if "bias_hh" in name:
                parameter[: 2 * size if isinstance(module, nn.GRU) else None] = 0
    x = randn(3, 5, module.input_size).requires_grad_()
    units = module.num_layers * (2 if module.bidirectional else 1)
    start = [randn(units, 3, size).requires_grad_() for _ in range(states)]
    given = tuple(start) if states > 1 else start[0]
    if lengths is None:
        y, end = module(x, given)
    else:
        rows = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, end = module(rows, given)
        y, _ = nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=5)
    end = list(end) if states > 1 else [end]
    dy, dend = randn(*y.shape), [randn(*state.shape) for state in end]
    torch.autograd.backward([y, *end], [dy, *dend])
    fields = {"x": x, "y": y, "dy": dy, "dx": x.grad}
    for name, state, last, dlast in zip("hc", start, end, dend):
        fields |= {f"{name}0": state, name: last, f"d{name}": dlast, f"d{name}0": state.grad}
    fields |= dict(parameters(module))
    return fields | ({"lengths": torch.tensor(lengths)} if lengths else {})


def parameters(module):
    """The parameters and their gradients, numbered in the order of the book's layers."""
    number = 0
    suffixes = [name.removeprefix("weight_ih") for name, _ in module.named_parameters() if "weight_ih" in name]
    for suffix in suffixes:
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        tensors = [getattr(module, name + suffix) for name in names]
        pairs = [(p, p.grad) if p.dim() == 1 else (p.T, p.grad.T) for p in tensors]
        if isinstance(module, nn.GRU):
            # The gates r and z, then the candidate, which keeps the second bias.
            size = 2 * module.hidden_size
            gates = [(p[..., :size], g[..., :size]) for p, g in pairs[:3]]
            pairs = gates + [(p[..., size:], g[..., size:]) for p, g in pairs]
        else:
            pairs = pairs[:3]
        for value, gradient in pairs:
            yield f"parameter {number}", value
            yield f"gradient {number}", gradient
            number += 1


def rnn(make, **options):
    return make(4, 3, batch_first=True, **options)


some = [3, 5, 2]
write("recurrent.json", {
    "rnn": recurrent(rnn(nn.RNN), 1),
    "lstm": recurrent(rnn(nn.LSTM), 2),
    "gru": recurrent(rnn(nn.GRU), 1),
    "rnn masked": recurrent(rnn(nn.RNN), 1, some),
    "lstm masked": recurrent(rnn(nn.LSTM), 2, some),
    "gru masked": recurrent(rnn(nn.GRU), 1, some),
    "rnn bidirectional": recurrent(rnn(nn.RNN, bidirectional=True), 1),
    "lstm bidirectional": recurrent(rnn(nn.LSTM, bidirectional=True), 2),
    "gru bidirectional masked": recurrent(rnn(nn.GRU, bidirectional=True), 1, some),
    "lstm bidirectional masked": recurrent(rnn(nn.LSTM, bidirectional=True), 2, some),
    "rnn stack": recurrent(rnn(nn.RNN, num_layers=2), 1),
    "lstm stack": recurrent(rnn(nn.LSTM, num_layers=2), 2),
    "gru stack masked": recurrent(rnn(nn.GRU, num_layers=2), 1, some),
    "lstm bidirectional stack masked": recurrent(
        rnn(nn.LSTM, num_layers=2, bidirectional=True), 2, some),
})


def several(function, inputs, parameters):
    """A function of several inputs and parameters, and the gradients that a random dy gives."""
    for p in [*inputs.values(), *parameters.values()]:
        p.requires_grad_()
    y = function(*inputs.values(), *parameters.values())
    dy = randn(*y.shape)
    y.backward(dy)
    fields = {**inputs, "y": y, "dy": dy}
    fields |= {f"d{name}": p.grad for name, p in inputs.items()}
    for number, p in enumerate(parameters.values()):
        fields |= {f"parameter {number}": p, f"gradient {number}": p.grad}
    return fields


def attention(score, lengths=None, **parameters):
    """softmax(scores) memory, with the scores of one of three formulas."""

    def function(queries, memory, *p):
        if score == "dot":
            scores = queries @ memory.transpose(1, 2)
        elif score == "general":
            scores = queries @ p[0] @ memory.transpose(1, 2)
        else:
            sums = (queries @ p[0])[:, :, None] + (memory @ p[1])[:, None]
            scores = torch.tanh(sums) @ p[2]
        if lengths:
            hidden = torch.arange(memory.shape[1])[None] >= torch.tensor(lengths)[:, None]
            scores = scores.masked_fill(hidden[:, None], -torch.inf)
        return torch.softmax(scores, -1) @ memory

    size = parameters["wq"].shape[0] if parameters else 4
    inputs = {"queries": randn(2, 3, size), "memory": randn(2, 5, 4)}
    return several(function, inputs, parameters)


def shuffled(module):
    """The module with random parameters of few bits."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_(randn(*p.shape) / 2 + (1 if p.dim() == 1 else 0))
    return module


def named(module, names):
    """The parameters and gradients of a module, matrices turned as the book has them, in its order."""
    fields = {}
    for number, name in enumerate(names):
        p = module.get_parameter(name)
        turned = (p, p.grad) if p.dim() == 1 else (p.T, p.grad.T)
        fields |= {f"parameter {number}": turned[0], f"gradient {number}": turned[1]}
    return fields


def heads(prefix=""):
    return [prefix + name for name in ["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"]]


def padding(lengths, steps):
    return torch.arange(steps)[None] >= torch.tensor(lengths)[:, None]


def module_case(module, names, inputs, call):
    for x in inputs.values():
        x.requires_grad_()
    y = call(*inputs.values())
    dy = randn(*y.shape)
    y.backward(dy)
    fields = {**inputs, "y": y, "dy": dy}
    fields |= {f"d{name}": x.grad for name, x in inputs.items()}
    return fields | named(module, names)


def multi_head(lengths=None, causal=False, memory=False):
    module = shuffled(nn.MultiheadAttention(6, 2, batch_first=True))
    inputs = {"x": randn(2, 4, 6)} | ({"memory": randn(2, 5, 6)} if memory else {})

    def call(x, m=None):
        m = x if m is None else m
        return module(
            x, m, m, need_weights=False,
            key_padding_mask=padding(lengths, m.shape[1]) if lengths else None,
            attn_mask=torch.triu(torch.ones(4, 4, dtype=torch.bool), 1) if causal else None)[0]

    return module_case(module, heads(), inputs, call)


def norms(number):
    return [f"norm{number}.weight", f"norm{number}.bias"]


layers = ["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"]


def encoder_layer(norm_first):
    module = shuffled(nn.TransformerEncoderLayer(
        6, 2, 8, dropout=0, activation="gelu", batch_first=True, norm_first=norm_first))
    names = heads("self_attn.") + norms(1) + layers + norms(2)
    hidden = padding([4, 2], 4)
    return module_case(
        module, names, {"x": randn(2, 4, 6)}, lambda x: module(x, src_key_padding_mask=hidden))


def decoder_layer(norm_first):
    module = shuffled(nn.TransformerDecoderLayer(
        6, 2, 8, dropout=0, activation="gelu", batch_first=True, norm_first=norm_first))
    names = heads("self_attn.") + norms(1) + heads("multihead_attn.") + norms(2) + layers + norms(3)
    mask = torch.triu(torch.ones(4, 4, dtype=torch.bool), 1)
    hidden = padding([5, 3], 5)
    return module_case(
        module, names, {"x": randn(2, 4, 6), "memory": randn(2, 5, 6)},
        lambda x, m: module(x, m, tgt_mask=mask, memory_key_padding_mask=hidden))


def smoothed(ignoring=-100):
    return loss(
        lambda x, t: F.cross_entropy(x, t, label_smoothing=0.125, ignore_index=ignoring), 3 * randn(6, 5),
        torch.tensor([0, 4, 2, 1, 2, 3]))


additive = {"wq": randn(3, 5), "wm": randn(4, 5), "v": randn(5)}
write("attention.json", {
    "dot": attention("dot"),
    "dot masked": attention("dot", [5, 2]),
    "general": attention("general", wq=randn(3, 4)),
    "general masked": attention("general", [1, 4], wq=randn(3, 4)),
    "additive": attention("additive", **additive),
    "additive masked": attention("additive", [3, 5], **{name: p.detach().clone() for name, p in additive.items()}),
    "heads": multi_head(),
    "heads masked": multi_head([2, 4]),
    "heads causal": multi_head(causal=True),
    "heads with a memory": multi_head(memory=True),
    "heads with a memory masked": multi_head([5, 2], memory=True),
    "layer norm": layer(lambda x, g, b: F.layer_norm(x, (7,), g, b), 2 * randn(3, 7) + 1, gain=randn(7), bias=randn(7)),
    "gelu by tanh": layer(lambda x: F.gelu(x, approximate="tanh"), 2 * randn(5, 7)),
    "block before": encoder_layer(True),
    "block after": encoder_layer(False),
    "block with a memory before": decoder_layer(True),
    "block with a memory after": decoder_layer(False),
    "smoothed": smoothed(),
    "smoothed ignoring": smoothed(2),
})


def sequence_convolution(width, padding):
    """Over (N, T, D), with the weight as (width · D, F)."""
    def function(x, weight, bias):
        filters = weight.reshape(width, -1, weight.shape[1]).permute(2, 1, 0)
        return F.conv1d(x.transpose(1, 2), filters, bias, padding=padding).transpose(1, 2)
    return layer(function, randn(2, 6, 3), weight=randn(3 * width, 4), bias=randn(4))


def picture_convolution(height, width, padding):
    """Over (N, H, W, C), with the weight as (height · width · C, F)."""
    def function(x, weight, bias):
        filters = weight.reshape(height, width, -1, weight.shape[1]).permute(3, 2, 0, 1)
        return F.conv2d(x.permute(0, 3, 1, 2), filters, bias, padding=padding).permute(0, 2, 3, 1)
    return layer(
        function, randn(2, 5, 6, 2), weight=randn(2 * height * width, 3), bias=randn(3))


def pooling(size):
    return layer(
        lambda x: F.max_pool2d(x.permute(0, 3, 1, 2), size).permute(0, 2, 3, 1), randn(2, 5, 7, 3))


def text_filters(*texts):
    """Kim's: filters of 2 and 3 words over padded texts, rectified, and their maxima over time."""
    def function(x, w2, b2, w3, b3):
        rows = []
        for text in texts:
            words, found = x[list(text)], []
            for width, weight, bias in (2, w2, b2), (3, w3, b3):
                filters = weight.reshape(width, -1, weight.shape[1]).permute(2, 1, 0)
                y = F.conv1d(words.T[None], filters, bias, padding=width - 1)
                found.append(F.relu(y).amax(2)[0])
            rows.append(torch.cat(found))
        return torch.stack(rows)
    return layer(function, randn(5, 3), w2=randn(6, 4), b2=randn(4), w3=randn(9, 4), b3=randn(4))


write("convolution.json", {
    "sequence": sequence_convolution(3, 0),
    "sequence padded": sequence_convolution(4, 3),
    "picture": picture_convolution(3, 2, 0),
    "picture padded": picture_convolution(3, 3, 1),
    "pooling 2": pooling(2),
    "pooling 3": pooling(3),
    "text filters": text_filters((0, 1, 2, 1, 3), (4,), (2, 4)),
})
