"""The tag by which web statistics tell the links of one experiment from those of another.

It is made of the name with which a plan was agreed. Where an earlier experiment had that name, a number follows: visits
of its posts would otherwise be counted for posts of the new one.
"""

from __future__ import annotations

from sqlmodel import Session, select

from postlab.framing.tracking import slug
from postlab.records.tables import Experiment


def campaign_of(experiment: Experiment) -> str:
    """The tag of an experiment's links."""
    # without a stored one it is older than these, and was never renamed
    return experiment.campaign or slug(experiment.name)


def free_campaign(session: Session, name: str) -> str:
    """The tag for the links of a new experiment of that name."""
    rows = session.exec(select(Experiment.campaign, Experiment.name)).all()
    taken = {campaign or slug(known) for campaign, known in rows}
    tag = first = slug(name)
    number = 1
    while tag in taken:
        number += 1
        tag = f"{first}-{number}"
    return tag
