"""A list split at random, so that anyone who has the list and the seed gets the same parts, and nobody can bend them.

The split, version 1, for an auditor with any language at hand:

1. Bring every address to one form: without white space around it, in small letters (Unicode's case folding), UTF-8.
2. Of each take the HMAC-SHA256 with the experiment's seed (UTF-8) as key and
   ``postlab-split-1|EXPERIMENT|ROUND|ACCOUNT|ADDRESS`` (UTF-8; the round in decimal) as message.
3. Sort the addresses by these digests. The first part takes the first of them, the second the next, and so on; where
   they do not come out even, the first parts have one more.

Which part gets which framing is the coin's to say (`postlab.design.assignment`), which was tossed before. Every address
is as likely in the one part as in the other, whatever order the list is in, and each round splits it anew.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

from postlab.errors import InputError


def same_form(address: str) -> str:
    """An address as two lists would have it that write it differently: without white space around it, in one case."""
    return address.strip().casefold()


def split(
    seed: str, addresses: Sequence[str], *, experiment: str, round_number: int, account: str, parts: int
) -> tuple[tuple[int, ...], ...]:
    """The parts of a list, each as the places of its addresses in the list, in the list's own order.

    Args:
        seed: of the experiment.
        addresses: the list, each once.
        experiment: the name with which its plan was agreed.
        round_number: of the mailing's round, from 1.
        account: whose list it is.
        parts: how many.

    Raises:
        InputError: there are fewer addresses than parts, or one of them is there twice.
    """
    forms = [same_form(address) for address in addresses]
    if len(set(forms)) != len(forms):
        raise InputError("The list holds an address twice, so that one reader would be in both halves.")
    if len(forms) < parts:
        raise InputError(f"A list of {len(forms)} cannot be split into {parts}.", hint="Give the whole list.")
    start = f"postlab-split-1|{experiment}|{round_number}|{account}|"
    drawn = sorted(
        range(len(forms)),
        key=lambda at: hmac.new(seed.encode(), f"{start}{forms[at]}".encode(), hashlib.sha256).digest(),
    )
    whole, left_over = divmod(len(drawn), parts)
    sizes = [whole + (part < left_over) for part in range(parts)]
    ends = [sum(sizes[: part + 1]) for part in range(parts)]
    return tuple(tuple(sorted(drawn[end - size : end])) for end, size in zip(ends, sizes, strict=True))
