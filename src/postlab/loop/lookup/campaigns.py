"""The tag by which web statistics tell the links of one experiment from those of another.

It is made of the name with which a plan was agreed. Where an earlier experiment had that name, a number follows: visits
of its posts would otherwise be counted for posts of the new one.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.framing.tracking import slug
from postlab.records.tables import Experiment


def campaign_of(experiment: Experiment) -> str:
    """The tag of an experiment's links."""
    return experiment.campaign or slug(str(experiment.plan["name"]))


def free_campaign(session: Session, name: str) -> str:
    """The tag for the links of a new experiment of that name."""
    rows = session.exec(select(Experiment.campaign, col(Experiment.plan)["name"].as_string())).all()
    taken = {campaign or slug(agreed or "") for campaign, agreed in rows}
    tag = first = slug(name)
    number = 1
    while tag in taken:
        number += 1
        tag = f"{first}-{number}"
    return tag
