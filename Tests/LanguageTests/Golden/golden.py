"""Makes the golden values of classifiers: what scikit-learn finds for some small texts.

    python golden.py        writes classification.json beside itself; needs scikit-learn

Each fit is made to its last digits, so that what differs is the other side's.
"""

import json
import pathlib

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB

HERE = pathlib.Path(__file__).parent
WORDS = "not dull at all a fine film and slow but moving plain flat old sea boat crew storm".split()


def texts(count, classes):
    """Texts whose words depend somewhat on their class."""
    random = np.random.default_rng(1)
    labels = [int(label) for label in random.integers(0, classes, count)]
    rows = []
    for label in labels:
        chances = 1 + 3 * (np.arange(len(WORDS)) % classes == label)
        size = random.integers(2, 9)
        rows.append(" ".join(random.choice(WORDS, size, p=chances / chances.sum())))
    return rows, labels


def plain(values):
    values = np.asarray(values)
    return {"shape": list(values.shape), "values": [float(f"{v:.9g}") for v in values.flatten()]}


def case(rows, labels, classes, **settings):
    """Counts of words and pairs under logistic regression; the price of the weights is 1 / C."""
    counts = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
    x = counts.fit_transform(rows)
    solver = "saga" if settings.get("l1_ratio") else "lbfgs"
    model = LogisticRegression(
        tol=1e-12, max_iter=1_000_000, solver=solver, random_state=1, **settings).fit(x, labels)
    weights = model.coef_.T
    return {
        "names": list(counts.get_feature_names_out()), "texts": rows, "labels": labels, "classes": classes,
        "weights": plain(weights), "biases": plain(model.intercept_),
        "probabilities": plain(model.predict_proba(x)),
    }


def naive_bayes(rows, labels):
    counts = CountVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
    x = counts.fit_transform(rows)
    model = MultinomialNB(alpha=0.5).fit(x, labels)
    return {
        "names": list(counts.get_feature_names_out()), "texts": rows, "labels": labels,
        "weights": plain(model.feature_log_prob_.T), "biases": plain(model.class_log_prior_),
        "probabilities": plain(model.predict_proba(x)),
    }


def tfidf(rows):
    vectors = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2))
    x = vectors.fit_transform(rows)
    return {"names": list(vectors.get_feature_names_out()), "texts": rows, "x": plain(x.toarray())}


two, three = texts(24, 2), texts(36, 3)
cases = {
    "binary": case(*two, 2, C=0.5),
    "softmax": case(*three, 3, C=2.0),
    "weighted": case(*three, 3, C=1.0, class_weight={0: 1.0, 1: 4.0, 2: 0.5}),
    "l1": case(*two, 2, C=1.0, l1_ratio=1.0),
    "naive bayes": naive_bayes(*three),
    "tfidf": tfidf(two[0]),
}
lines = [json.dumps(name) + ": " + json.dumps(fields) for name, fields in cases.items()]
(HERE / "classification.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
