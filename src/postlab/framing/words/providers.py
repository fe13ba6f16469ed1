"""What is said to education providers: schools, colleges, universities, trainers."""

from __future__ import annotations

from postlab.framing.words.audience import Wording

EDUCATION_PROVIDERS = Wording(
    general=(
        "you might be wondering what students need from you to choose well.",
        "what do students most want to know before they choose?",
        "it can be hard to see your own courses as a student does.",
    ),
    before={
        "exams": (
            "you might be wondering how to keep students going.",
            "what keeps students going when it gets hard?",
            "it can be hard to find time to talk about the future.",
        ),
        "results day": (
            "you might be wondering what your students will need to hear.",
            "who is there for students whose results are a surprise?",
            "it can be hard to be there for everyone at once.",
        ),
        "offers": (
            "you might be wondering how students weigh up their offers.",
            "what helps a student choose well between offers?",
            "you may be thinking about how to help students choose well.",
        ),
        "applications": (
            "you might be wondering what is holding some students back.",
            "what stops a good student from applying?",
            "it can be hard to reach students who think it is not for them.",
        ),
        "careers fair": (
            "you might be wondering how to help students get the most out of it.",
            "what should students know before they walk in?",
            "it can be hard to prepare every student for the day.",
        ),
        "open day": (
            "you might be wondering what visitors will ask first.",
            "what do visitors most want to know?",
            "it can be hard to see your own place as a visitor does.",
        ),
        "start of year": (
            "you might be wondering how to make room for careers from the start.",
            "where do careers fit into the year ahead?",
            "it could be a good time to plan careers activities.",
        ),
        "start of term": (
            "you might be wondering where careers fit into a full timetable.",
            "could one lesson this term be about work?",
            "it can be hard to find room for careers in a full timetable.",
        ),
        "holidays": (
            "you might be wondering how to keep students in touch with their plans.",
            "what could students explore in their own time?",
            "it could be a good time to plan ahead.",
        ),
        "graduation": (
            "you might be wondering where your graduates will go from here.",
            "what do your graduates go on to do?",
            "you may be asking yourself how ready your graduates feel.",
        ),
        "national careers week": (
            "you might be wondering how to bring the world of work into the classroom.",
            "how could your subject be linked to the world of work?",
            "it could be a good time to invite an employer in.",
        ),
        "subject choices": (
            "you might be wondering how students make up their minds.",
            "what do students base their choices on?",
            "it can be hard to give advice that fits every student.",
        ),
        "new year": (
            "you might be wondering what your students will need in the year ahead.",
            "what would you like to do differently for your students?",
            "it could be a good time to look at what worked.",
        ),
        "redundancy": (
            "you might be wondering how to reach people who want to retrain.",
            "what would bring adults back to study?",
            "it can be hard to make study fit around the rest of life.",
        ),
    },
    after={
        "holidays": (
            "you might be wondering what students have been thinking about.",
            "what did students find out in their own time?",
            "it could be a good time to ask about plans.",
        ),
        "exams": (
            "you might be wondering what your students will ask next.",
            "are you ready for the questions that come after exams?",
            "it could be a good time to talk about next steps.",
        ),
        "applications": (
            "you might be wondering how to stay in touch while students wait.",
            "what do students need while they wait to hear?",
            "it could be a good time to look at who did not apply.",
        ),
        "careers fair": (
            "you might be wondering what students took away from it.",
            "what did students take away from the day?",
            "it could be a good time to ask students what they learnt.",
        ),
        "open day": (
            "you might be wondering what visitors took away from it.",
            "what did visitors talk about on the way home?",
            "it could be a good time to follow up.",
        ),
        "subject choices": (
            "you might be wondering how well students chose.",
            "do students know where their subjects can lead?",
            "it could be a good time to show where subjects can lead.",
        ),
    },
    calls=(
        "Have a read and see what it could mean for your students.",
        "Have a look, and share it with your team.",
        "Save it for your next planning meeting.",
    ),
    hashtags=("#Careers #Education", "#CareersEducation", "#CareersLeaders"),
)
