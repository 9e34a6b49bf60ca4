"""Makes bert.json: what the package `transformers` makes of some ids with a tiny BERT of random weights, in
double precision, each row by itself (pip install torch transformers).

    python bert.py
"""
import json
import pathlib

import torch
from transformers import BertConfig, BertModel

torch.manual_seed(4)
torch.set_default_dtype(torch.float64)
config = BertConfig(
    vocab_size=12, hidden_size=8, num_hidden_layers=2, num_attention_heads=2,
    intermediate_size=10, max_position_embeddings=9, type_vocab_size=2, layer_norm_eps=1e-12)
model = BertModel(config, add_pooling_layer=False).eval()
with torch.no_grad():
    for parameter in model.parameters():
        # Few bits, exact in single precision.
        parameter.copy_(torch.round(torch.randn_like(parameter) * 128) / 256)
rows = [[2, 7, 5, 6, 3], [2, 3], [1], [2, 11, 0, 4, 4, 9, 8, 10, 3]]
with torch.no_grad():
    outputs = [model(torch.tensor([row])).last_hidden_state[0] for row in rows]
json.dump({
    "config": json.dumps({k: v for k, v in config.to_dict().items() if isinstance(v, (int, float, str))}),
    "tensors": [
        {"name": name, "shape": list(value.shape), "values": value.flatten().tolist()}
        for name, value in model.state_dict().items() if value.dtype == torch.float64],
    "rows": rows,
    "outputs": [output.flatten().tolist() for output in outputs],
}, open(pathlib.Path(__file__).parent / "bert.json", "w"))
