"""Write how often a word tells an act: khronika/tables/data/filter/en.tsv, by which articles are passed over before they are parsed.

python training/filter.py

Counted over the training set as the coder codes it, so that a word counts as what the coder would make of it. The share is smoothed towards
none, since most words that were seen once are chance.
"""

from __future__ import annotations

import collections

import notation

from examples import ROOT
from khronika.events.predicates import predicates
from khronika.model import Article
from khronika.pipeline import Pipeline
from khronika.settings import load_settings
from khronika.tables.own import load_ontology

LEAST = 0.05
HEADER = """# title: How often a word tells an act, by lemma
# source: counted by training/filter.py in training/sentences, as the coder codes them
# licence: CC BY 4.0
# note: share = (occurrences that the coder takes for an act + 0.1) / (occurrences + 1); under 0.05 only lemmas of predicate tables; sorted
lemma\tshare
"""


def main() -> None:
    """Code the training set, count and write."""
    examples = {
        e.text: e for path in sorted((ROOT / "training/sentences").glob("*.txt")) for e in notation.read(path) if e.language == "en"
    }
    articles = [Article(f"s{n}", text, published=e.date, language="en") for n, (text, e) in enumerate(examples.items())]
    seen: collections.Counter[str] = collections.Counter()
    told: collections.Counter[str] = collections.Counter()
    for coded in Pipeline(load_settings(values=["events.filter=0"])).code(articles):
        heads = {trigger.head for trigger in coded.record.triggers or ()}
        for token in coded.record.analysis.tokens if coded.record.analysis else ():
            seen[token.lemma.lower()] += 1
            told[token.lemma.lower()] += token.i in heads
    heads_of_rows = {word for word, _ in predicates("en", load_ontology())}
    shares = {lemma: (told[lemma] + 0.1) / (seen[lemma] + 1) for lemma in told if lemma.isalpha()}
    rows = [
        f"{lemma}\t{share:.2f}" for lemma, share in sorted(shares.items()) if (told[lemma] and share >= LEAST) or lemma in heads_of_rows
    ]
    (ROOT / "khronika/tables/data/filter/en.tsv").write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    print(f"{len(rows)} lemmas")


if __name__ == "__main__":
    main()
