"""Which rule refuses a sentence, told on invented ones; and those that must stay allowed."""

from __future__ import annotations

import pytest

from postlab.articles.antecedents import lacks_antecedent
from postlab.articles.candidates import Candidate
from postlab.articles.phrases import PhraseList
from postlab.articles.speech import surnames
from postlab.articles.vetoes import VETOES, Surroundings, refusal
from postlab.articles.vocabulary import Vocabulary, vocabulary

TITLE = "Graduates earn more than school leavers"

ENGLISH: list[tuple[str, str]] = [
    # length, form, damage
    ("length", "Pay rose by 4%."),
    ("length", "Employers want skills and degrees now."),
    ("length", f"Graduates earn more than {'school leavers and ' * 16}clerks."),
    ("garbled", "Graduates earn more than school leavers do.Apprentices earn more than both of them in the end."),
    ("garbled", "Pay of graduates rose by 4% in the â€œbest yearâ€ that anybody could remember for a long time."),
    ("garbled", "Salary Salary is the first thing that most candidates look at when they read an offer."),
    ("question", "Do graduates really earn more than school leavers over the whole of their working lives?"),
    ("question", "Is it worth it? Most graduates earn more than school leavers over the whole of their lives."),
    ("unfinished", "Graduates earn more than school leavers in almost every trade and region of the country"),
    ("unfinished", "Graduates earn more than school leavers in these three trades and regions of the country:"),
    ("unfinished", "Graduates earn more than school leavers in almost every trade, but there is a catch…"),
    ("points_elsewhere", "More worryingly, graduates earn less than school leavers in three trades of the region."),
    ("points_elsewhere", "To help graduates and school leavers alike, it pays up to 70% of what a course costs."),
    ("distress", "If you are in a crisis, or a graduate is whom you know, do not wait until school leavers notice."),
    ("outdated", "Among graduates, whites earn more than blacks and both earn more than school leavers do."),
    ("garbled", "``Graduates earn more than school leavers do in almost every trade of the region this time."),
    ("service", "The Careers Service is back with advice on how graduates come to earn more than others."),
    ("service", "Your results will display what graduates earn in every trade and region of the country."),
    ("method", "The annual list ranks what graduates earn against what school leavers earn, in five areas."),
    ("no_antecedent", "Of 183 graduates who wrote, the businessman declined all but six before he read their pages."),
    ("points_elsewhere", "Send them a short note on what graduates earn in comparison with school leavers."),
    ("points_elsewhere", "Participating firms pay graduates more than school leavers in every trade."),
    ("refers_back", "Graduates earn more than school leavers as long as they fulfil what is set out above."),
    ("anecdote", "Graduates would earn less than school leavers at such a rate, Brandt said in the town hall."),
    ("half", "earn more than school leavers do in almost every trade and in every region of the country."),
    ("garbled", "Keep a routineEven after exams, graduates who sleep well earn more than school leavers do."),
    ("points_elsewhere", "In any case, graduates earn more than school leavers in nearly every trade of the region."),
    ("points_elsewhere", "It is also worth knowing that graduates earn more than school leavers in most trades."),
    ("refers_back", "School leavers who already own one, earn as much as graduates do in the trades of the region."),
    ("stale", "Summer is coming, and graduates earn more than school leavers in most of its trades."),
    ("distress", "For graduates under strain, dropping out might be the fastest and best way to cope with stress."),
    ("half", "'Graduates earn more than school leavers do in almost every trade and region of the country."),
    ("announces", "Welcome to the pages on which graduates learn what they earn in the first years after school."),
    ("method", "Statistically tested, what graduates earn differs from what school leavers earn in all regions."),
    ("sales", "Graduates earn more than school leavers once they are signing up for the course of the region."),
    ("no_subject", "Provides students with a plan for the years after school, and explains how graduates are paid."),
    ("no_subject", "Ended up in a bank that pays graduates more than the shop that wanted school leavers."),
    ("no_subject", "Insights on how graduates can earn more than school leavers in the trades of the region."),
    ("holds_headline", "Northfield Jobs Graduates earn more than school leavers, with tips for all of them."),
    ("half", "“Graduates earn more than school leavers do in almost every trade and region of the country."),
    ("half", "Graduates earn more than school leavers (in almost every trade and region of the country."),
    ("half", ", which means that graduates earn more than school leavers in almost every trade and region."),
    ("shouted", "GRADUATES EARN MORE than school leavers in almost every trade and region of the country."),
    ("shouted", "APPLY NOW FOR THE GRADUATE SCHEME AND EARN MORE THAN ANYBODY ELSE IN YOUR YEAR."),
    ("refers_back", "What graduates earn in the north has risen even more — from £24,000 to £31,000 a year."),
    ("points_elsewhere", "Talking of graduates, 28% of them earn less than school leavers in the same trade do."),
    ("points_elsewhere", "Beyond degrees are apprenticeships, which let school leavers earn from the first day."),
    ("points_elsewhere", "As a bonus, graduates earn more than school leavers in almost every trade and region."),
    ("stale", "Northfield Holdings bought the graduates’ union bank for 40 million pounds in August."),
    ("service", "Graduates can compare what they earn when you schedule a session with a tutor."),
    ("speech", "The poet Ottilie Brandvold once wrote that graduates earn more than school leavers but sleep less."),
    ("garbled", "A degree that suits you can helps to earn more than school leavers do in almost every trade."),
    ("garbled", "Graduates earn more than the their neighbours who left school at 16 in almost every trade."),
    ("anecdote", "Brandvold believes that graduates earn more than school leavers in almost every trade."),
    ("anecdote", "Ottilie, from Norway, earns more than school leavers do since she took a degree in physics."),
    ("headed", "Our History In Brief The union began to compare what graduates earn when it was founded."),
    ("headed", "INTRODUCTION Graduates earn more than school leavers in almost every trade and region."),
    ("list", "Salary: graduates earn more than school leavers in almost every trade and region of the country."),
    ("list", "Engineers; nurses; teachers; electricians and plumbers earn more than clerks in every region."),
    ("list", "Step 3 is to compare what graduates earn in each of the trades that you might like to enter."),
    ("list", "Q: Graduates earn more than school leavers in almost every trade and region of the country."),
    ("address", "Graduates can compare what they earn at www.pay.example and on the pages of their union."),
    ("address", "Graduates can compare what they earn by writing to pay@union.example before the end of June."),
    ("address", "Graduates can compare what they earn by calling 0800 123 4567 before the end of the month."),
    ("address", "Graduates earn more than school leavers, and @paywatch says so in a thread of many parts."),
    ("reference", "Graduates earn more than school leavers in almost every trade and region of the country.[3]"),
    ("reference", "Graduates earn more than school leavers in almost every trade (Okafor, 2019; Lindqvist, 2021)."),
    ("reference", "Graduates earn 20% more than school leavers in almost every trade, as Table 4 makes clear."),
    ("reference", "Graduates earn more than school leavers, as Okafor et al have argued in several papers."),
    # around the article
    ("subscription", "Subscribe today and read why graduates earn more than school leavers in every region."),
    ("subscription", "The page uses cookies to find out how many graduates read about what others earn."),
    ("subscription", "Graduates earn more, and a newsletter on Fridays tells readers by how much they do."),
    ("subscription", "All rights reserved by the Graduates Press, which earns more than other presses do."),
    ("subscription", "Graduates and what they earn was last updated on 4 March by the pay desk of the paper."),
    ("caption", "Pictured are graduates of the northern college, who earn more than school leavers in the region."),
    ("caption", "Graduates of the northern college celebrate what they will earn one day (Getty Images)."),
    ("caption", "By Rosalind Achterberg and the pay desk, who have followed what graduates earn for years."),
    ("distress", "One graduate in fifteen with high debt has thought of suicide, a survey of 1,200 found."),
    ("distress", "Pay worries led some graduates to self-harm in the years after they left, a study found."),
    ("comment", "Great article on what graduates earn, and it is good to see somebody say so in public."),
    ("sales", "Find out how much more graduates earn than school leavers in every region of the country."),
    ("sales", "Discover the trades in which graduates earn more than school leavers in our region."),
    ("subscription", "Sign up to hear what graduates earn in each of the trades that might suit your child."),
    ("sales", "Graduates who want to earn more can contact us at any time of the day or the night."),
    ("sales", "Please remember that graduates earn more than school leavers in almost every trade."),
    ("sales", "Payfinder is a leading provider of figures on what graduates and school leavers earn."),
    ("service", "Only call NHS 111 if graduates who earn little cannot reach a doctor by themselves at once."),
    ("service", "The helpline for graduates who earn too little is open from nine until five every weekday."),
    ("service", "Appointments for graduates who want to earn more can be made at the desk on the first floor."),
    ("service", "Graduates who earn too little can book an hour with the desk on the first floor."),
    ("service", "You can find what graduates earn in each trade on the pages of the careers centre."),
    # what says what a text is about
    ("announces", "A new report explores why graduates earn more than school leavers in almost every trade."),
    ("announces", "The guide covers what graduates earn and how school leavers can catch up with them."),
    ("points_elsewhere", "Here are the trades in which graduates earn more than school leavers in every region."),
    ("announces", "You may have heard that graduates earn more than school leavers in almost every trade."),
    # voices
    ("first_person", "In research of some years ago we found that graduates earn more than school leavers."),
    ("first_person", "I was the first in the family to earn more than a school leaver does in a good year."),
    ("first_person", "Graduates told us that they earn more than school leavers in almost every trade."),
    ("first_person", "Graduates earn more than school leavers, and our figures show how much more they earn."),
    ("first_person", "We’re spending the month with women who earn more than anybody else in their trade."),
    ("sales", "Let’s be honest about what graduates earn and what school leavers earn in most trades."),
    # openings that lead elsewhere
    ("points_elsewhere", "They earn more than school leavers in almost every trade and region of the country."),
    ("points_elsewhere", "Moreover, graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "However, graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "To answer this question, economists compared what graduates and school leavers earn."),
    ("points_elsewhere", "This is why graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "These graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "It was announced after graduates had earned more than school leavers for ten years."),
    ("points_elsewhere", "Another group of graduates earns more than school leavers in almost every trade."),
    ("points_elsewhere", "The third group of graduates earns more than school leavers in almost every trade."),
    ("points_elsewhere", "The two groups of graduates earn more than school leavers in almost every trade."),
    ("points_elsewhere", "For example, graduates in nursing earn more than school leavers in every region."),
    ("points_elsewhere", "As a result, graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "When they leave, graduates in these trades have more offers than school leavers do."),
    ("points_elsewhere", "According to the researchers, graduates earn more than school leavers in most trades."),
    ("points_elsewhere", "His degree in nursing made it easy to earn more than other school leavers in town."),
    ("points_elsewhere", "Unfortunately, graduates do not earn more than school leavers in every single trade."),
    ("points_elsewhere", "Finally, graduates earn more than school leavers because employers train them longer."),
    ("points_elsewhere", "Well, graduates earn more than school leavers in almost every trade and every region."),
    ("points_elsewhere", "Others earn less than graduates do, even after ten years in the very same trade."),
    ("refers_back", "Graduates earn more than school leavers in this sector than in any other of the country."),
    ("refers_back", "Graduates earn more than school leavers, and such gaps have grown in almost every trade."),
    ("refers_back", "Graduates with those skills earn more than school leavers in almost every trade there is."),
    ("refers_back", "Graduates, however, earn more than school leavers in almost every trade and region."),
    ("refers_back", "Graduates earn more than school leavers, as mentioned above, in almost every trade."),
    ("refers_back", "Graduates earn more in both industries, but school leavers are quicker to find a job."),
    ("no_antecedent", "The programme will help graduates to earn more than school leavers in their first year."),
    ("no_antecedent", "The researchers compared graduates with school leavers in almost every trade and region."),
    ("no_antecedent", "The scheme, which began in spring, helps graduates to earn more than school leavers."),
    ("no_antecedent", "The company offers graduates more than school leavers in each of its many branches."),
    ("no_antecedent", "Graduates earn more because the scheme pays them for every hour that they train."),
    # how it was found out
    ("method", "The average age of respondents was 29.6 years, and most had been to college."),
    ("method", "Graduates were interviewed by telephone about what they earn and what they hope to earn."),
    ("method", "Some 2,000 graduates and school leavers made up a sample of all who pay taxes in the north."),
    ("method", "A margin of error of three points applies to what graduates and school leavers earn."),
    ("method", "Economists analysed data from ten years of tax returns by graduates and school leavers."),
    ("method", "Figures on graduates were collected with a questionnaire that school leavers filled in."),
    ("stale", "Graduates earn more than school leavers in every region, ministers announced on Monday."),
    ("stale", "Graduates earn more than school leavers, a union of clerks warned members last night."),
    ("stale", "Graduates who want to earn more than school leavers can meet employers in town tomorrow."),
    ("stale", "Graduates earn more than school leavers in all regions, figures published today reveal."),
    # who speaks, and about whom
    ("refers_back", "“Graduates earn more than school leavers in almost every trade I know of,” she said."),
    ("speech", "“Graduates earn more than school leavers in almost every trade that there is,” said one student."),
    ("speech", "“Graduates earn more than school leavers in almost every trade and every region I know.”"),
    ("speech", "Graduates earn more than school leavers in almost every trade, a spokeswoman said at lunch."),
    ("biography", "Rosalind Achterberg is a freelance writer who has followed what graduates earn for years."),
    ("anecdote", "Sarah, 24, earns more than the school leavers with whom she went to college in the north."),
    ("anecdote", "Tom studied nursing for three years and earns more than any school leaver in the family."),
    ("anecdote", "Emma Whitlock worked in a shop before a degree in nursing let her earn more than before."),
    ("anecdote", "Okonkwo thinks that graduates earn more than school leavers in almost every trade there is."),
    ("repeats", "Graduates earn more than the school leavers."),
    ("opposite", "Not all graduates earn more than school leavers do in the first years after their degree."),
    ("points_elsewhere", "There are other jobs that pay $40,000 for which graduates and school leavers can apply."),
    ("opposite", "A degree doesn’t guarantee that graduates earn more than school leavers in their trade."),
    ("fragment", "A better wage for graduates, a shorter week for school leavers and longer holidays for both."),
    # clauses without a main clause, and ends cut off
    ("half", "If you would like to earn more than school leavers do in almost every trade and region."),
    ("half", "Whether you are a baker who would like a change or have worked in an office for ten years."),
    ("half", "When graduates leave their college, or school leavers their school, in search of better pay."),
    ("half", "Graduates earn more than school leavers in some trades, though the figures differ, so check."),
    ("half", "Graduates earn more than school leavers in all the trades that the union keeps a list of."),
    # headings, lists of people
    ("headed", "7 Trades Where Graduates earn more than school leavers in almost every region of the country."),
    ("headed", "Eager to Catch Up, Bakers Apply for the Night College With the help of a union of graduates."),
    ("list", "Graduates earn more than school leavers; apprentices earn as much; clerks earn less than both."),
    ("list", "Ottilie Brandvold, Ph.D., of Northfield has compared what graduates and school leavers earn."),
    # adverts
    ("sales", "A guaranteed place lets graduates earn more than school leavers from the first month on."),
    ("sales", "An expert team of career writers turns what graduates earn into a page that gets read."),
    ("sales", "A tool of the union helps you land a post in which graduates earn more than school leavers."),
    ("sales", "Graduates of Northfield earn more than school leavers, and the town is No. 1 in engineering."),
    ("sales", "Graduates can see in just 5 minutes what they would earn in another trade of the region."),
    ("sales", "Northfield offers you a degree with which graduates earn more than school leavers at once."),
    # administration
    ("service", "Graduates see in the form what they earn, and you can review, edit, delete or update it."),
    ("service", "What graduates earn abroad is agreed with the college, at the latest a week before departure."),
    ("service", "Graduates who earn less than school leavers pay less once your servicer knows of the change."),
    # comments
    ("comment", "Graduates earn more than school leavers in most trades and i should know after all these years."),
    ("comment", "Graduates earn more than school leavers in most trades, but the hours are a damn disgrace."),
    ("comment", "Remember who taught you what graduates earn when you are rich, as all of us shall be. -Ed."),
    # dangling
    ("points_elsewhere", "To that end, graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "A further 30% of graduates earn more than school leavers in almost every trade there is."),
    ("points_elsewhere", "30% were graduates who earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "If there is, graduates earn more than school leavers in almost every trade and region."),
    ("points_elsewhere", "The state has more graduates who earn well than any of its neighbours in the north."),
    ("points_elsewhere", "Some are graduates who earn more than school leavers in almost every trade and region."),
    ("refers_back", "Graduates earn more than school leavers in every trade that the legislation covers by now."),
    ("refers_back", "Graduates earn more than school leavers at the retail giant in almost every trade and town."),
    # years long past, seasons and months of one year
    ("stale", "Graduates earned more than school leavers in 2003 in almost every trade of the country."),
    ("stale", "Graduates now earn 20% more than school leavers, up from 14% in 2014, the union has counted."),
    ("stale", "The pay of graduates is expected to reach 40,000 pounds by 2019 in almost every trade."),
    ("stale", "This year there have been changes to what graduates earn and to what school leavers do."),
    ("points_elsewhere", "What they never mention is that graduates earn more than school leavers in every region."),
    ("sales", "Northfield has released its new list of trades in which graduates earn more than school leavers."),
    ("stale", "Graduates earned more than school leavers last summer in almost every trade and region."),
    ("stale", "The pay of graduates rose by 4.1% in February, more than that of school leavers in any trade."),
]  # fmt: skip

FINE = [
    "If graduates move to another region, they earn 20% more than school leavers within two years.",
    "Whether graduates earn more than school leavers depends on the subject more than on the marks.",
    "The pay of graduates has doubled since 1996, but school leavers earn what they earned at the time.",
    "Graduates start work in September in most schools, so apply before the end of the winter.",
    "Graduates earn 20% more than school leavers in almost every trade and region of the country.",
    "Nearly half of graduates work in a trade that they had not thought of as school leavers.",
    "More than a third of school leavers change their plans within a year, according to the Office of Pay.",
    "A study of 2,000 school leavers found that graduates earn more in nine trades out of ten.",
    "One in five graduates would choose another subject, new figures from the Office of Pay show.",
    "There are 800,000 vacancies in the country, most of them for graduates in health and teaching.",
    "It is never too late for graduates to change to a trade that suits them better than the first.",
    "Employers look for graduates who can show what they did, so name the project and the outcome.",
    "Tailor your CV to each job: employers spend less than ten seconds on the first page.",
    "Those who leave school without a plan earn less than graduates for at least ten years.",
    "Apprentices in engineering earn as much as graduates by the age of 30, tax records show.",
    "The Office of Pay expects graduates to earn 4% more next spring than they did in the last.",
    "The unemployment rate among graduates fell to 2.4%, the lowest for more than a decade.",
    "The number of graduates who start a business has doubled since the turn of the century.",
    "First-year students who work ten hours a week earn better marks than those who do not work.",
    "Most parents overestimate what graduates earn in the first year after they leave university.",
    "Learning a second language can help graduates to earn more, even where nobody speaks it at work.",
    "Seven in ten employers train new staff for longer than a month, the survey found.",
    "“Graduates earn more because they are trained longer,” said Rosalind Achterberg of the Office of Pay.",
    "An apprenticeship lets you earn a wage while you study for a qualification that employers know.",
    # verbs of the third person that are nouns as well
    "Reviews of pay by the office show that graduates earn more than school leavers in most trades.",
    "Offers of work reach graduates five weeks earlier than school leavers, the office of pay found.",
    # names with a capital in the middle
    "Graduates with a LinkedIn page earn more than school leavers who have none, a study of pay found.",
    "McKinsey found that graduates earn more than school leavers in four of five trades that it looked at.",
    # words that open notices and captions, and sentences as well
    "Video interviews are now used by 60 per cent of the employers who hire graduates.",
    "Contact with employers at school raises later pay by a tenth, tax records show.",
    "Related work experience raises what graduates earn in their first year by a tenth.",
    "Credit for prior learning shortens a degree by half a year in most subjects.",
    "Download speeds limit what graduates in the country can do from home.",
    "Photos on a CV cost graduates interviews in three countries out of four, a study found.",
    # what ends in an abbreviation that may end a sentence
    "Graduates in shops earn more than school leavers for every hour that they work after 5 p.m.",
]


def beside(language: str = "en", title: str = TITLE) -> Surroundings:
    words = vocabulary(language)
    introduced = surnames("Chidi Okonkwo, a professor of pay, has studied them.", words)
    return Surroundings(title, words, introduced)


@pytest.mark.parametrize(("code", "sentence"), ENGLISH)
def test_a_sentence_is_refused_by_its_rule(code: str, sentence: str) -> None:
    veto = refusal(Candidate(sentence, 0), beside())
    assert veto is not None
    assert veto.code == code


@pytest.mark.parametrize("sentence", FINE)
def test_what_stands_alone_and_tells_something_is_fine(sentence: str) -> None:
    assert refusal(Candidate(sentence, 0), beside()) is None


def test_every_rule_is_tried_here_and_says_why() -> None:
    codes = [veto.code for veto in VETOES]
    assert len(set(codes)) == len(codes)
    assert set(codes) == {code for code, _ in ENGLISH}
    assert all(veto.reason.endswith(".") for veto in VETOES)


def test_what_a_headline_asks_or_doubts_may_be_denied() -> None:
    doubt = Candidate("Not all graduates earn more than school leavers do in the first years after their degree.", 0)
    assert refusal(doubt, beside(title="Do graduates earn more?")) is None
    assert refusal(doubt, beside(title="Why a degree is not always worth it")) is None


def test_a_person_of_the_headline_may_be_spoken_of() -> None:
    story = Candidate(
        "Emma Whitlock worked in three shops before a degree in nursing doubled what the shops had paid.", 0
    )
    assert refusal(story, beside(title="How Emma Whitlock became a nurse at 40")) is None


def test_a_description_may_lack_its_full_stop_unless_a_program_cut_it() -> None:
    whole = "Most graduates earn more than school leavers within five years of their degree"
    assert refusal(Candidate(whole, described_at=(0, 0)), beside()) is None
    cut = (whole + ", and the gap has grown in nine of the last ten years in all but the smallest of the regions")[:155]
    veto = refusal(Candidate(cut, described_at=(0, 0)), beside())
    assert veto is not None
    assert veto.code == "unfinished"


def test_a_sentence_within_a_quotation_is_half_a_quotation() -> None:
    inside = Candidate(FINE[0], 40, inside=True)
    veto = refusal(inside, beside())
    assert veto is not None
    assert veto.code == "half"


def test_a_name_counts_as_the_headlines_only_as_a_whole_word() -> None:
    sentence = "Ann started as a baker at sixteen and earned more than most graduates by the age of thirty."
    assert refusal(Candidate(sentence), beside(title="Why bakers plan their careers")) is not None
    assert refusal(Candidate(sentence), beside(title="Annual pay of bakers")) is not None
    assert refusal(Candidate(sentence), beside(title="How Ann’s bakery began")) is None


@pytest.mark.parametrize("headline", ["Kein Grund, mehr zu verdienen", "Verdienen Akademiker mehr?"])
def test_what_a_german_headline_denies_or_asks_may_be_denied(headline: str) -> None:
    sentence = "Akademiker verdienen nicht immer mehr als Meister, zeigen die Zahlen der Kammer."
    assert refusal(Candidate(sentence), beside("de", headline)) is None
    # "ne" and "not" are no German words
    assert refusal(Candidate(sentence), beside("de", "Akademiker verdienen mehr, not ne")) is not None


def test_a_language_may_lack_some_of_its_lists() -> None:
    nouns = PhraseList(("scheme",), r"(?<!\w)", r"(?!\w)")
    words = Vocabulary("xx", known=True, names={"no_antecedent.nouns": nouns})
    assert lacks_antecedent("The scheme will open to graduates of every trade in the country.", TITLE, words)
    assert not lacks_antecedent("Graduates earn more than school leavers in almost every trade.", TITLE, words)
