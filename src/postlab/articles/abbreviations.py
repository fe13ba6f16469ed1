"""Words that a full stop shortens, and ordinals that it marks, so that the sentence goes on after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from postlab.articles.language import frequent_words, known_as

_EVERYWHERE = ""
_GO_ON = {
    _EVERYWHERE: """
        Mr Mrs Ms Mx Dr Drs Dra Dras Prof Profs Rev Hon Gov Sen Rep Gen Capt Lt Sgt St Mme Mmes Mlle Mlles Dhr Mevr
        Sr Sra Srta Sras Dott Sig vs approx incl excl resp cf eg ie e.g i.e viz esp ca z.B d.h p.ej p.ex etc.a
        Ca ca prof dr
    """,
    "en": "Messrs Col Maj Cdr Adm Pres Supt Insp Amb Mt Ft Fr n.b c.f",
    "de": """
        Hr Hrn Fr Frl Dipl Ing Dipl.-Ing Mag Priv Doz Univ z.b u.a.m i.d.R s.o s.u z.T u.U v.a bzw rd vgl ggf evtl
        inkl exkl zzgl abzgl bspw sog gem lt insb insbes geb verh hr fr dr prof evang kath staatl öffentl durchschn
        mind höchst max min einschl betr bez mtl jährl tgl ehem dt österr schweiz südd nördl südl östl westl allg
        berufl gesetzl
    """,
    "fr": "M MM Me Mgr Ste Stes env av apr bd boul chap éd dir adj ex c.-à-d c.à.d cad moy max min",
    "es": """
        Srs D Dª Dn Dña Da Lic Licda Arq Ing Mtro Mtra Excmo Excma Ilmo Ilma Ud Uds Vd Vds ej aprox prov avda pza izq
        gral máx mín sr sra sres srta dr dra prof EE JJ RR CC FF
    """,
    "it": """
        Sigg Sig.ra Sig.na Sigra Signa Dott.ssa Dottssa Avv Arch Geom Rag On Ill Egr Spett cfr ad.es es p.es circa Ing
        sig sig.ra dott dott.ssa prof prof.ssa avv ing
    """,
    "nl": """
        Mw Mej Ir Ing ir ing mr drs gem resp dhr mevr mw bijv bv d.w.z o.a m.n m.b.t i.v.m t.o.v t.o.m plm nl max min
    """,
    "sv": "Enl enl proc resp s.k t.ex t.o.m bl.a dvs d.v.s s.k m.a.o fr.o.m f.o.m e.d exkl inkl kl",
    "da": "Iflg iflg pr f.eks fx bl.a dvs inkl ekskl ift mht pga kl jf",
    "no": "Iflg iflg pr f.eks bl.a dvs inkl ekskl ift mht pga kl jf",
    "pl": "Ok np tzw tj m.in św ul al os pl hab inż prof dr mgr ks ok por zob godz woj im",
    "pt": "Srs Srª Eng Exmo Exma Ilmo Sto Sta Av Profa Profª aprox máx mín",
    "fi": "esim ks ns väh enint prof",
}
"""Never the last word of a sentence."""

_BEFORE_A_NUMBER = """
    No Nos Nr Nrn Nro nr no nos núm núms num n nº art Art Arts Abs Abschn Anm Aufl Bd Bde Kap Tab Abb Ziff Rn Rz S s
    p P pp pág págs pag pagg Fig Figs fig figs Vol Vols vol vols ch Ch chs chap Chap sec Sec sect ed Ed eds eq Eq ex
    Ex app App ver Ver rev Rev cap Cap tab tabl rys poz par Par pt Pt r str Str tel Tel tél Tél Tfno tlf ext Ext op
    Op lit Lit Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Febr Okt Dez janv févr avr juil sept oct nov déc ene
    feb abr ago dic max min lk kl klo o ord v c L R D N Mon Tue Tues Wed Thu Thur Thurs Fri
    jan mar apr jun jul aug sep okt dec des
"""
"""What a number follows; else it may be a word of its own (“no.”, “art.”)."""

_MAY_END = {
    _EVERYWHERE: """
        etc al ibid Inc Ltd Co Corp Bros Plc LLC Jr Sr Esq p.m a.m U.S U.K U.N E.U U.S.A Ph.D Ed.D e.V N.V B.V S.A
        S.L S.p.A S.r.l Mio Mrd
    """,
    "en": "est dept Dept Ave Blvd Rd Bldg hrs hr yrs yr mins lb lbs oz",
    "de": """
        usw usf Mill Tsd Std Stdn Min Sek Jh Jhd Jhdt u.a u.Ä u.ä o.ä o.Ä n.Chr v.Chr a.D i.R Str Pl Tel Verf Hrsg
        Red Kl Sem verw Abt Abtlg Fa Ges
    """,
    "fr": "ann coll trad éd sec",
    "es": "Cía Ltda UU OO HH AA EE.UU JJ.OO RR.HH CC.AA a.C d.C s.f",
    "it": "ecc a.C d.C",
    "nl": "enz e.d e.a jl mln mrd mld",
    "sv": "osv m.m m.fl mkr mnkr tkr st milj",
    "da": "osv m.m m.v mio mia kr",
    "no": "osv m.m m.v mill mrd kr",
    "pl": "itd itp in m.st tys mln mld zł gr r w ur zm",
    "pt": "Ltda",
    "fi": "jne ym mm milj",
}
"""May stand at the end: the next word decides."""

_OPENERS = {
    "en": """
        She Some Many Most More But If When While Since After Before However There These Those Such Only What Why
        How Who So No Yes About Nearly Almost Between Our Your My His Her Its Here Then Once Over Under All Both
        Each Every One Last Next Despite During Among According Students Graduates Employers People Experts Research
        Researchers
    """,
    "de": """
        Ein Eine Einer Einem Einen Diese Dieser Dieses Dabei Damit Dazu Doch Aber Wer Wie Was Wo Wenn Weil Während
        Nur Sie Er Es Wir Ihr Ich Man Laut Bei Im In Am An Aus Für Mehr Viele Alle Jeder Hier Dort So Zum Zur Seit
        Rund Insgesamt Danach Außerdem Zudem Dennoch Trotzdem Hinzu Davon Knapp Fast Etwa Über Unter Zwischen Denn
        Und Oder
    """,
    "fr": """
        Il Elle Ils Elles On Nous Vous Je Tu Un Une Cet Ces Cela Ceux Si Quand Lorsque Mais Selon Parmi Chez Depuis
        Après Avant Ainsi Enfin Puis Sans Sous Entre Tous Toutes Chaque Plusieurs Certains Leur Leurs Son Sa Ses
        Notre L D
    """,
    "es": """
        Un Una Unos Es En Si Cuando Según Tras Desde Hasta Todo Todos Cada Muchos Otros Esta Estos Estas Ese Esa No
        Sin Mientras Aunque Además A Y
    """,
    "it": "Lo L Gli I Le In Se Quando Secondo Tra Fra Dopo Prima Ogni Tutti Molti Alcuni Chi A E",
    "nl": "Er Zij Ze Hij Wij We Je Dit Die Als Wanneer Volgens Sinds Na Alle Veel Zo Wie Wat Hoe",
    "sv": "De En Ett Han Hon Vi Du Jag När Enligt Alla Många I Så Vad Hur",
    "da": "De En Et Han Hun Vi Du Jeg Hvis Når Ifølge Alle Mange I Så Hvad Hvordan",
    "no": "De En Et Han Hun Vi Du Jeg Hvis Når Ifølge Alle Mange I Så Hva Hvordan",
    "pl": "Ten Ta Te Ci We Z Ze Jeśli Gdy Ale Według Wszyscy Każdy Wiele On Ona Oni My Przed",
    "pt": "O A Um Uma Se Quando Segundo Após Desde Todos Cada Muitos Ele Ela Eles Nós Em No Na E",
    "fi": "Se He Me Jos Kaikki Moni",
}
"""Beside the commonest words: those that begin a sentence with a capital and are no names or, in German, nouns."""

_ORDINAL_STOPS = frozenset(
    {"de", "da", "no", "fi", "pl", "cs", "sk", "hu", "hr", "sl", "sr", "bs", "et", "lv", "lt", "is", "tr"}
)
"""Languages that write an ordinal as a number with a full stop."""

_COUNTED = re.compile(
    r"\d{1,3}\. (?:jan|feb|mär|mar|apr|mai|maj|jun|jul|aug|sep|okt|nov|dez|dec|des|stycznia|lutego|kwietnia|czerwca"
    r"|lipca|sierpnia|września|października|listopada|grudnia|\w*lehrjahr|\w*jahr|\w*semester|\w*klasse|platz|quartal"
    r"|\w*tag\b|mal\b|rang|woche|runde|auflage|stock|plads|plass|år\b|klasa|rok|miejsce)",
    re.IGNORECASE,
)
_SPACED = re.compile(
    r"(?:^|[\s(\"“„«])(?:z\. ?B|d\. ?h|u\. ?a|u\. ?U|z\. ?T|v\. ?a|i\. ?d\. ?R|i\. ?e|e\. ?g|p\. ?ej|p\. ?ex|p\. ?es"
    r"|o\. ?a|m\. ?in|t\. ?ex|bl\. ?a|f\. ?eks|d\. ?v\. ?s|t\. ?o\. ?m|d\. ?w\. ?z|s\. ?o|s\. ?u|ad es|par ex"
    r"|por ej|c\.-à-d)\.$"
)
_DOTTED = re.compile(r"^(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}$")
_NO_VOWEL = re.compile(r"^[^\W\d_aeiouyäöüàáâãåæèéêëìíîïòóôõøùúûýœ]{2,5}$", re.IGNORECASE)
_ROMAN = re.compile(r"^[IVX]{2,6}$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\s(\[\"“„«‘'’/]+$")
_NAME_PARTICLES = frozenset(
    {"De", "Del", "Della", "Den", "Der", "Di", "Da", "Dos", "Du", "La", "Le", "Van", "Von", "Ten"}
)


def goes_on(before: str, after: str, language: str | None) -> bool:
    """Whether the full stop at the end of `before` only shortens a word or marks an ordinal.

    Args:
        before: the sentence so far, with the full stop.
        after: what follows it, without the space.
        language: BCP 47 code of the text, or None.
    """
    code = known_as(language) or "en"
    last = _LAST_WORD.search(before[:-1])
    if last is None:
        return False
    word = last[0]
    following = _FIRST_WORD.match(after.lstrip("\"“„«‘'(["))
    opens = following is not None and following[0] in _openers(code)
    if _SPACED.search(before) or word in _of(code, "go on"):
        return True
    if word.isdigit():
        # alone at the beginning it is the mark of a list, which does not stand by itself
        return before == f"{word}." or (code in _ORDINAL_STOPS and len(word) <= 3 and not opens)
    if after[:1].isdigit():
        return word in _of(code, "number")
    if len(word) == 1 and word.isalpha() and word not in _of(code, "may end"):
        return _is_initial(word, after, opens=opens and following is not None and following[0] not in _NAME_PARTICLES)
    may_end = (
        word in _of(code, "may end")
        or _DOTTED.match(word) is not None
        or (_NO_VOWEL.match(word) is not None and not word.isupper())
        or (code in _ORDINAL_STOPS and _ROMAN.match(word) is not None)
    )
    return may_end and not opens


def ends_shortened(text: str, language: str | None) -> bool:
    """Whether a text stops after a word that a full stop shortens and that never ends a sentence.

    Args:
        text: as a line of a page has it.
        language: BCP 47 code of the text, or None.
    """
    last = _LAST_WORD.search(text[:-1]) if text.endswith(".") else None
    return last is not None and last[0] in _of(known_as(language) or "en", "go on")


def starts_with_ordinal(text: str, language: str | None) -> bool:
    """Whether the number with a full stop that a line begins with is an ordinal (“1. Mai”), and no mark of a list."""
    return known_as(language) in _ORDINAL_STOPS and _COUNTED.match(text) is not None


def _is_initial(letter: str, after: str, *, opens: bool) -> bool:
    """Whether a single letter before a full stop is a name's, or the first half of “z. B.”, “s. u.” and the like."""
    if letter.islower():
        return re.match(r"[^\W\d_]{1,3}\.", after) is not None
    return not opens


@cache
def _of(code: str, kind: str) -> frozenset[str]:
    if kind == "number":
        return frozenset(_BEFORE_A_NUMBER.split())
    words: Mapping[str, str] = _GO_ON if kind == "go on" else _MAY_END
    return frozenset(words[_EVERYWHERE].split()) | frozenset(words.get(code, "").split())


@cache
def _openers(code: str) -> frozenset[str]:
    known = code if code in _OPENERS else "en"
    return frozenset(_OPENERS[known].split()) | {word.capitalize() for word in frequent_words(known)}
