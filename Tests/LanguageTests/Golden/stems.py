"""Writes stems.json: what NLTK's Porter stemmer (as Porter's own program has it) makes of words with every
ending that its rules know (pip install nltk).

    python stems.py
"""
import itertools
import json
import pathlib

from nltk.stem.porter import PorterStemmer

stems = """relat condition valenc hesit digit conform radic differ vile analog vietnam predic oper feudal decis hope
callous formal sensit triplic form electr good reviv allow infer airlin gyroscop adjust defens irrit replac depend adopt
homolog communism activ angular effect bowdler prob contr roll hop fil tann fall hiss fizz fail conflat troubl siz
agr plaster motor sing happ sk cat pon caress t by cry tr yell toy layer xylo bb oo axe""".split()
endings = """ s es ies sses ed eed ing y e ational tional enci anci izer bli alli entli eli ousli ization ation ator alism
iveness fulness ousness aliti iviti biliti logi icate ative alize iciti ical ful ness al ance ence er ic able ible ant
ement ment ent ion tion sion ou ism ate iti ous ive ize ll lle ss zz edly ings ness's""".split(" ")
words = sorted({a + b.strip() for a, b in itertools.product(stems, endings)})
words = [w for i, w in enumerate(words) if i % 2 == 0] + [
    "is", "as", "a", "", "ies", "ing", "eed", "sses", "naïve", "x1s", "generalizations", "oscillators"]
stemmer = PorterStemmer(mode=PorterStemmer.MARTIN_EXTENSIONS)
with open(pathlib.Path(__file__).parent / "stems.json", "w") as file:
    json.dump([[w, stemmer.stem(w) if w.isascii() and w.isalpha() else w] for w in words], file,
              indent=0, ensure_ascii=True)
