"""How good the sentences are that PostLab would quote, by what readers said of them.

    python benchmarks/judged_sentences.py FOLDER JUDGED

FOLDER holds saved pages (`*.html`, as for `drafts.py`). JUDGED is a table with tabs and the columns ``file``,
``sentence`` and ``label``: what readers said of sentences of these pages, each read as the only quoted sentence of a
post: 3 carries the article's point, 2 fit to post, 1 to be changed first, 0 never. Only judged sentences are chosen
from, so judge a dozen of each page and some that are refused.

Prints, for pages in the order of what the sentence is worth that would be quoted: if so many of all pages quoted
theirs, the share that is fit to post (2 or 3), the share that carries the point and the share of those that never may
go out, beside the worth at which the next page would be left its headline. Then the same for each page's first allowed
sentence, which a choice must beat, and how many of the refused sentences were fit to post, by rule.

The words' worth in `postlab.articles.ranking` was set with it: a weight that made the shares worse on pages that were
not looked at was taken back.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from saved_pages import read_saved

from postlab.articles.candidates import Candidate, candidates
from postlab.articles.detail import precedence, without_details
from postlab.articles.ranking import headline_of, worth
from postlab.articles.speech import surnames
from postlab.articles.vetoes import Surroundings, refusal
from postlab.articles.vocabulary import vocabulary

SHARES = (0.6, 0.7, 0.75, 0.8, 0.9)
FIT, POINT = 2, 3


@dataclass(frozen=True)
class Judged:
    """A sentence that may be quoted, and what readers said of it.

    Attributes:
        worth: by `postlab.articles.ranking`.
        label: 0 to 3.
    """

    worth: float
    label: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("judged", type=Path)
    options = parser.parse_args()
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    with options.judged.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            labels[row["file"]][row["sentence"]] = int(row["label"])
    refused: Counter[str] = Counter()
    refused_fit: Counter[str] = Counter()
    best: list[Judged] = []
    first: list[Judged] = []
    for file, by_sentence in labels.items():
        allowed, chosen = _judged(options.folder / file, by_sentence, refused, refused_fit)
        first += allowed[:1]
        best += chosen
    _print_shares("the best", best, len(labels))
    _print_shares("the first", first, len(labels))
    for code, count in refused.most_common():
        print(f"refused as {code}: {count}, of which {refused_fit[code]} fit to post")


def _judged(
    file: Path, labels: Mapping[str, int], refused: Counter[str], refused_fit: Counter[str]
) -> tuple[list[Judged], list[Judged]]:
    """The judged sentences of a page that may be quoted, in its order, and the best; the refused are counted."""
    page = read_saved(file)
    title, described = page.article.title, tuple(filter(None, [page.article.description]))
    spoken, text = page.article.language, page.text
    words = vocabulary(spoken)
    every = candidates(text, described, language=spoken)
    beside = Surroundings(title, words, surnames(text, words))
    promised = headline_of(title, described, every, words)
    allowed: list[tuple[float, Candidate]] = []
    for one in every:
        label = labels.get(one.text)
        if label is None:
            continue
        veto = refusal(one, beside)
        if veto is None:
            allowed.append((worth(one, promised, words), one))
        else:
            refused[veto.code] += 1
            refused_fit[veto.code] += label >= FIT
    judged = {one.text: Judged(value, labels[one.text]) for value, one in allowed}
    in_order = sorted(((precedence(value, one), one) for value, one in allowed), key=lambda pair: -pair[0])
    best = next(without_details(in_order, promised, words, may_be_quoted=lambda _: True), None)
    return list(judged.values()), [judged[best[1].text]] if best else []


def _print_shares(name: str, sentences: Sequence[Judged], pages: int) -> None:
    ordered = sorted(sentences, key=lambda one: -one.worth)
    print(f"{name} sentence of each of {pages} pages")
    for share in SHARES:
        quoted = ordered[: round(share * pages)]
        if len(quoted) < round(share * pages):
            print(f"  {share:.0%} of the pages cannot quote one")
            continue
        fit, point, never = (
            sum(test(one.label) for one in quoted) / len(quoted)
            for test in (lambda label: label >= FIT, lambda label: label == POINT, lambda label: label == 0)
        )
        print(f"  {share:.0%} of the pages quote: {fit:.0%} fit, {point:.0%} carry the point, {never:.0%} never"
              f" (from a worth of {quoted[-1].worth:.1f})")  # fmt: skip


if __name__ == "__main__":
    main()
