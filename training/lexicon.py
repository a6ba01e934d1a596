"""Write the lemmas that often express an act in the training set: khronika/tables/data/candidates/en.tsv.

python training/lexicon.py

A sentence is put to the encoder only where a row of the predicate tables is unsure, or where one of these lemmas stands without a row that
fits. The share is smoothed, so that a lemma seen once does not count as certain.
"""

from __future__ import annotations

import collections

from examples import ROOT, load, sample

LEAST = 0.4
HEADER = """# title: Lemmas that often express an act, by the share of their occurrences that do
# source: counted by training/lexicon.py in training/sentences
# licence: CC BY 4.0
# note: share = (occurrences as a trigger + 0.2) / (occurrences + 1); lemmas with a share under 0.4 are left out
lemma\tshare
"""


def main() -> None:
    """Count and write."""
    told: collections.Counter[str] = collections.Counter()
    seen: collections.Counter[str] = collections.Counter()
    for example, analysis in load(ROOT / "training/sentences", ROOT / "training/.analyses.pkl"):
        labels = sample(example, analysis)
        for token, kind in zip(analysis.tokens, labels.types, strict=True):
            seen[token.lemma.lower()] += kind >= 0
            told[token.lemma.lower()] += kind > 0
    shares = {lemma: (told[lemma] + 0.2) / (seen[lemma] + 1) for lemma in told if lemma.isalpha()}
    rows = [f"{lemma}\t{share:.2f}" for lemma, share in sorted(shares.items()) if share >= LEAST]
    path = ROOT / "khronika/tables/data/candidates/en.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    print(f"{len(rows)} lemmas")


if __name__ == "__main__":
    main()
