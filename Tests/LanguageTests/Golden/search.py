"""Scores of BM25 by bm25s (its method "lucene"), and TF-IDF cosines by scikit-learn, of small random documents.

pip install bm25s scikit-learn numpy; writes search.json beside itself."""
import json
import os

import bm25s
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

random = np.random.default_rng(7)
words = [f"w{n}" for n in range(60)]
shares = 1 / np.arange(1, 61)
shares /= shares.sum()
documents = [
    [words[w] for w in random.choice(60, size=random.integers(1, 40), p=shares)] for _ in range(80)
]
questions = [[words[w] for w in random.choice(60, size=n % 5 + 1, p=shares)] for n in range(20)]
# A word that a question has twice counts twice.
questions.append(["w3", "w3", "w20"])

out = {"documents": documents, "questions": questions, "bm25": [], "settings": [[1.2, 0.75], [2, 0.3]]}
for k1, b in out["settings"]:
    model = bm25s.BM25(k1=k1, b=b, method="lucene", dtype="float64")
    model.index(documents, show_progress=False)
    known = lambda q: [w for w in q if any(w in d for d in documents)]
    out["bm25"].append([np.round(model.get_scores(known(q)), 9).tolist() for q in questions])
for key, isLogarithmic in (("cosine", False), ("logarithmicCosine", True)):
    vectorizer = TfidfVectorizer(analyzer=lambda d: d, sublinear_tf=isLogarithmic)
    x = vectorizer.fit_transform(documents)
    y = vectorizer.transform(questions)
    out[key] = np.round((y @ x.T).toarray(), 9).tolist()

with open(os.path.join(os.path.dirname(__file__), "search.json"), "w") as file:
    json.dump(out, file, separators=(",", ":"))
    file.write("\n")
