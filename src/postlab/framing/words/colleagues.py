"""What is said to colleagues: people who give career guidance themselves."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

COLLEAGUES = Wording(
    general=(
        "you might be wondering what to share with the people you work with.",
        "how would you use this with the people you work with?",
        "it can be hard to keep up with the evidence.",
    ),
    before={
        "exams": (
            "you might be wondering what to say to students who ask if it is all worth it.",
            "what do you tell a student who asks if it is worth it?",
            "you may be hearing the same worry from a lot of students.",
        ),
        "results day": (
            "you might be wondering how to prepare for the conversations ahead.",
            "how do you prepare for the hard conversations?",
            "you may be getting ready for a busy few days.",
        ),
        "offers": (
            "you might be wondering how to help people choose between offers.",
            "how do you help someone choose between offers?",
            "you may be seeing people who are torn between offers.",
        ),
        "applications": (
            "you might be wondering how to help those who keep putting it off.",
            "how do you help someone who keeps putting it off?",
            "you may be reading a lot of draft applications.",
        ),
        "careers fair": (
            "you might be wondering how to prepare the people you bring along.",
            "how do you prepare people for the day?",
            "you may be looking for something to share with visitors.",
        ),
        "open day": (
            "you might be wondering what to tell people to look out for.",
            "what do you tell people to look out for?",
            "you may be looking for something to share before the day.",
        ),
        "start of year": (
            "you might be wondering what to try in the year ahead.",
            "what would you like to try in the year ahead?",
            "it could be a good time to plan what to share, and when.",
        ),
        "start of term": (
            "you might be wondering what to share first.",
            "what are you planning to share this term?",
            "it could be a good time to compare notes.",
        ),
        "holidays": (
            "you might be wondering what to read when things are quiet.",
            "what is on your reading list?",
            "you may have time to catch up on some reading.",
        ),
        "graduation": (
            "you might be wondering what to tell people who have nothing lined up.",
            "what do you tell a graduate with nothing lined up?",
            "you may be seeing graduates who are not sure where to begin.",
        ),
        "national careers week": (
            "you might be wondering what to share.",
            "what are you planning to share?",
            "it could be a good time to compare notes.",
        ),
        "subject choices": (
            "you might be wondering how to talk about subjects that keep doors open.",
            "how do you talk about subject choices with families?",
            "you may be having the same conversation many times over.",
        ),
        "new year": (
            "you might be wondering what to do differently.",
            "what would you like to try in the year ahead?",
            "it could be a good time to look back at what worked.",
        ),
        "redundancy": (
            "you might be wondering how to support someone who has lost a job.",
            "what do you say to someone who has just lost a job?",
            "it can be hard to find the right words.",
        ),
    },
    after={
        "holidays": (
            "you might be wondering what to share first.",
            "did you read anything worth passing on?",
            "it could be a good time to compare notes.",
        ),
        "national careers week": (
            "you might be wondering how to build on it.",
            "what worked for you?",
            "it could be a good time to compare notes.",
        ),
        "exams": (
            "you might be wondering what students will ask you next.",
            "what are students asking you about now?",
            "it could be a good time to talk about next steps.",
        ),
        "applications": (
            "you might be wondering how to help people through the wait.",
            "what do you suggest to people while they wait?",
            "it could be a good time to talk about plan B.",
        ),
        "careers fair": (
            "you might be wondering how to build on it.",
            "what do you do with people the week after?",
            "it could be a good time to compare notes.",
        ),
        "open day": (
            "you might be wondering how to build on it.",
            "what are people telling you about what they saw?",
            "it could be a good time to talk over what people saw.",
        ),
        "subject choices": (
            "you might be wondering how to help those who have second thoughts.",
            "what do you say to a student who has second thoughts?",
            "you may be seeing a few students with second thoughts.",
        ),
    },
    calls=(
        "Have a read, and tell us how you would use it.",
        "Have a look, and share what works for you.",
        "Pass it on to a colleague who might need it.",
    ),
    hashtags=("#Careers #CareerDevelopment", "#CareerGuidance", "#CareerPractitioners"),
)
