"""Writes pieces.json: what the package `tokenizers` makes of some lines (pip install tokenizers).

    python pieces.py
"""
import json
import pathlib
import random

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

here = pathlib.Path(__file__).parent
words = """the tide takes what the harbor gives and lower tides give back lowest newest widest
unlit lighthouses lighting the lightest boats boating boatman sailing sailor sails unsailed""".split()
random.seed(7)
story = [" ".join(random.choices(words, k=12)) + "." for _ in range(60)]
lines = story[:6] + [
    "The Lighthouse-keeper's boat; it's LOW, we'll wait!",
    "Él pidió ﬁne café naïve İstanbul ẞtraße Σίσυφος",
    "灯台 and 東京 mixed, 한국어 도 있다",
    "tabs\tand\r\nlines  and   blanks ",
    "soft\u00adhyphen zero\u200bwidth joined\u200dup \ufeffmark \ufffd bad\x00null \x07bell",
    "accents a\u0301\u0302b re\u0301sume\u0301 \u1e69 \u0e01\u0e33 \u0bb2\u09c7 \u09c7",
    "[MASK] the [mask] boat[SEP]s [CLS",
    "😀👩‍👩‍👧 🏴 ½ ² № ∑ €5 ₹ $",
    "x" * 100 + " " + "x" * 101 + " " + "é" * 100,
    "", " ", "'", "''s 's'll 're n't I'M", "12345 3.14 1a2b", "\u1680 \u2028 \u3000 \u0085 \x0b",
    "\u166d \u08e2 \u061d \u2e52 \u0890 _ ~ ^ `",
]

special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
wordpiece = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
wordpiece.normalizer = normalizers.BertNormalizer(lowercase=True)
wordpiece.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
wordpiece.train_from_iterator(
    story + lines,
    trainers.WordPieceTrainer(vocab_size=400, special_tokens=special, show_progress=False))
vocabulary = sorted(wordpiece.get_vocab(), key=wordpiece.get_vocab().get)

pairs = Tokenizer(models.BPE())
pairs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
pairs.train_from_iterator(
    story, trainers.BpeTrainer(
        vocab_size=256 + 120, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
merges = json.loads(pairs.to_str())["model"]["merges"]

json.dump({
    "vocabulary": vocabulary,
    "lines": lines,
    "wordpiece": [wordpiece.encode(line).ids for line in lines],
    "merges": ["{} {}".format(*m) if isinstance(m, list) else m for m in merges],
    "pairs": [pairs.encode(line).tokens for line in lines],
}, open(here / "pieces.json", "w"), indent=0, ensure_ascii=True)
