"""Words that articles for an audience are about, by which links for it are found among others."""

from __future__ import annotations

from collections.abc import Mapping

_SUBJECTS: Mapping[str, str] = {
    "student": "students study exams uni university degree course subjects school leavers graduates scholarship campus "
    "apprenticeships internship gap year marks",
    "client": "job seekers interview resume application career change salary skills training unemployment work "
    "networking references redundancy",
    "parent": "parents children son daughter family families teenagers kids school home support",
    "employer": "employers hiring recruitment staff workforce vacancies retention managers business apprentices "
    "placements talent",
    "education provider": "universities colleges schools providers enrolment admissions curriculum teaching courses "
    "retention dropout lecturers",
    "colleague": "practitioners advisers counsellors guidance profession practice theory professional development "
    "coaching caseload",
}


def subjects_of(audience: str) -> str:
    """Words that an audience's articles are about, its own name among them."""
    name = " ".join(audience.lower().replace("_", " ").replace("-", " ").split())
    return f"{name} {_SUBJECTS.get(name.removesuffix('s'), '')}".strip()
