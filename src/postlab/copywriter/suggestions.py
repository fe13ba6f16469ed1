"""From a commission to what is shown: the model's texts, each checked, each with the model's name."""

from __future__ import annotations

from postlab.articles.language import is_another
from postlab.copywriter.answer import BlockTexts
from postlab.copywriter.asking import ask
from postlab.copywriter.commission import Commission
from postlab.copywriter.service import Service
from postlab.framing.claim_tokens import same_letters
from postlab.framing.suggested import Suggested, checked
from postlab.masking import Mask


def suggestions(wanted: Commission, service: Service) -> tuple[Suggested, ...]:
    """What the model suggests for a commission, by block, refused ones among them with why.

    Raises:
        PostlabError: in words, when there is no answer, or none that can be read.
    """
    mask = Mask([service.key or ""])
    return tuple(
        Suggested(one.kind, mask.hide(one.text), (), "It repeats a part of the key.") if mask.shows(one.text) else one
        for one in looked_at(ask(wanted, service), wanted)
    )


def looked_at(texts: BlockTexts, wanted: Commission) -> tuple[Suggested, ...]:
    """The texts after every check, in the order of the blocks; what says the same twice is there once."""
    checked_texts: list[Suggested] = []
    for kind in wanted.kinds:
        seen: set[str] = set()
        for text in texts.of(kind):
            one = _checked(kind, text, wanted)
            if (letters := same_letters(one.text).rstrip("?! ")) not in seen and len(seen) < wanted.count:
                seen.add(letters)
                checked_texts.append(one)
    return tuple(checked_texts)


def _checked(kind: str, text: str, wanted: Commission) -> Suggested:
    english = wanted.language == "en"
    one = checked(kind, text, wanted.sentences, known=wanted.known, english=english)
    if not one.refused and kind not in {"evidence", "hashtags"} and is_another(one.text, wanted.language):
        return Suggested(kind, one.text, (), f"It is not in the language of the article ({wanted.language}).")
    return one
