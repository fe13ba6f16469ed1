"""Pages that answer and are no article: walls, errors, logins; and articles that only speak of such things."""

from __future__ import annotations

import pytest

from postlab.articles.read import read_page
from postlab.errors import InputError

ADDRESS = "https://www.trades-weekly.example/a"


def read(title: str, *paragraphs: str, heading: str = "", language: str = "en", extra: str = "", head: str = ""):
    shown = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    heading = f"<h1>{heading}</h1>" if heading else ""
    return read_page(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f'<body><div class="main">{heading}{shown}{extra}</div></body></html>'.encode(),
        ADDRESS,
    )


def code_of(*args: str, **kwargs: str) -> str:
    with pytest.raises(InputError) as raised:
        read(*args, **kwargs)
    assert "--evidence" in raised.value.hint or "Check the address" in raised.value.hint
    return raised.value.code


WALLS = {
    "consent en": ("en", "We and our 612 partners store information on your device to show personalised ads.",
                   "By clicking Accept all you agree, or pay £3.99 a month to read with 95% fewer trackers."),
    "value en": ("en", "We value your privacy. You can accept all or manage your consent choices below.",
                 "Rather not? Continue with ads, or get the ad-free edition from $2 a week."),
    "consent de": ("de", "Mit Werbung und Tracking weiterlesen: Wir und unsere 95 Partner verarbeiten Ihre Daten.",
                   "Ohne Werbung und Tracking lesen Sie für 3,49 Euro im Monat im PUR-Abo, jederzeit kündbar."),
    "agree de": ("de", "Datenschutz und Zustimmung: Bitte stimmen Sie der Verarbeitung auf Ihrem Gerät zu.",
                 "Alle akzeptieren oder für 1,99 Euro pro Woche werbefrei lesen, bei 80 Prozent weniger Anzeigen."),
    "consent fr": ("fr", "Avec votre accord, nos 512 partenaires et nous utilisons des cookies sur votre appareil.",
                   "Ou abonnez-vous pour 2,99 € par mois : 90 % de publicités en moins, sans engagement."),
    "consent es": ("es", "Nosotros y nuestros 730 socios almacenamos datos en su dispositivo con su consentimiento.",
                   "O suscríbete por 1,99 € al mes y navega con un 90 % menos de publicidad."),
    "consent it": ("it", "Noi e i nostri 640 partner archiviamo informazioni sul tuo dispositivo con il tuo consenso.",
                   "Oppure abbonati a 3 € al mese e leggi con il 95% in meno di pubblicità."),
    "consent nl": ("nl", "Samen met onze 430 partners plaatsen wij cookies op uw apparaat voor advertenties op maat.",
                   "Liever niet? Lees zonder reclame voor 3,50 euro per maand, maandelijks opzegbaar."),
    "consent pl": ("pl", "My i nasi partnerzy przechowujemy informacje na urządzeniu, aby pokazywać reklamy.",
                   "Możesz też wykupić dostęp bez reklam za 9,99 zł na miesiąc: o 90% mniej śledzenia."),
    "consent sv": ("sv", "Vi och våra 310 partner lagrar information på din enhet för att visa annonser.",
                   "Eller prenumerera för 49 kr i månaden och läs med 90 procent färre annonser."),
    "consent pt": ("pt", "Nós e os nossos 500 parceiros armazenamos dados no seu dispositivo com o seu consentimento.",
                   "Ou assine por 2,50 € por mês e leia com 90% menos publicidade."),
    "consent da": ("da", "Vi og vores 250 partnere gemmer oplysninger på din enhed for at vise reklamer.",
                   "Du kan også acceptere alle cookies eller blive abonnent for 29 kr. om måneden."),
    "paywall en": ("en", "Already a subscriber? Log in. Unlimited access costs $2 a month for your first six months.",
                   "More than 3 million readers subscribe. Save 40% with an annual plan and cancel any time."),
    "paywall de": ("de", "Jetzt weiterlesen mit dem Digital-Abo. Bereits Abonnent? Hier anmelden.",
                   "Testen Sie vier Wochen für 1 Euro, danach 12,99 Euro im Monat, monatlich kündbar."),
    "paywall fr": ("fr", "Cet article est réservé aux abonnés. Il vous reste 84 % à lire.",
                   "Abonnez-vous pour 1 € par mois pendant trois mois. Déjà abonné ? Connectez-vous."),
    "paywall es": ("es", "Contenido exclusivo para suscriptores. Para seguir leyendo, suscríbete por 1 € al mes.",
                   "¿Ya eres suscriptor? Inicia sesión. Cancela cuando quieras, sin permanencia."),
    "paywall pl": ("pl", "Artykuł tylko dla prenumeratorów. Wykup dostęp od 4,90 zł na miesiąc, aby czytać dalej.",
                   "Masz już prenumeratę? Zaloguj się. Możesz zrezygnować z subskrypcji w każdej chwili."),
    "members en": ("en", "This guide is for members only. Sign in or join to read on with everybody else.",
                   "Membership costs $9 a month, and members save 20% on our courses and books."),
    "choices fr": ("fr", "Vous pouvez consentir à l’utilisation de traceurs publicitaires pour lire ce site.",
                   "Sinon, souscrivez à notre offre pour 3 € par mois, soit 70 % d’économie sur un an."),
    "consent pl 2": ("pl", "Klikając „Dalej”, wyrażasz zgodę na przetwarzanie danych w celach reklamowych.",
                     "Możesz też wybrać pakiet bez reklam za 12 zł na miesiąc i oszczędzić 40%."),
    "subscribers nl": ("nl", "Dit verhaal is alleen beschikbaar voor abonnees. Al abonnee? Log in.",
                       "Lees vier weken voor 1 euro, daarna 9 euro per maand. Zo’n 70% kiest een jaarabonnement."),
    "script": ("en", "Please enable JavaScript in your browser, because this site requires JavaScript to be read.",),
}  # fmt: skip


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_is_no_article(wall: str) -> None:
    language, *paragraphs = WALLS[wall]
    assert code_of("What welders earn | Trades Weekly", *paragraphs, language=language) == "no_text"


@pytest.mark.parametrize("wall", ["consent de", "consent fr", "paywall en"])
def test_a_wall_is_known_whatever_language_its_page_claims(wall: str) -> None:
    assert code_of("What welders earn", *WALLS[wall][1:], language="fi") == "no_text"


GONE = [
    ("en", "Page not found | Trades Weekly", "Page not found", "It may have been moved since we changed our site."),
    ("en", "404 - Trades Weekly", "Oops! That page can’t be found.", "Nothing was found at this location."),
    ("en", "Error 404", "", "The page you are looking for does not exist."),
    ("en", "Trades Weekly: Sorry, we couldn’t find that page", "", "Try a search, or return to the homepage."),
    ("en", "Trades Weekly", "This page is no longer available", "Go back to the homepage to read on."),
    ("en", "Trades Weekly", "", "The page you requested could not be found. It may have been removed or renamed."),
    ("en", "This job has expired", "This job has expired", "See similar roles near you."),
    ("en", "Welder, Hull | Jobs", "This vacancy is now closed", "Thank you for the interest you have shown in us."),
    ("en", "Oops", "We can’t seem to find the page you want", "Here are some links that may be of help to you."),
    (
        "en",
        "Welder, Hull - Jobs",
        "Welder, Hull",
        "This vacancy has expired. Most of those that we post here are filled within a week or two.",
    ),
    ("en", "Event not found - Trades Weekly", "", "The event you were looking for has closed."),
    ("de", "Seite nicht gefunden – Handwerk heute", "Seite nicht gefunden", "Die Adresse wurde geändert."),
    ("de", "Handwerk heute", "Diese Stellenanzeige ist nicht mehr verfügbar", "Schauen Sie sich andere Stellen an."),
    ("de", "Fehler 404", "Die gesuchte Seite wurde leider nicht gefunden", "Zur Startseite geht es hier entlang."),
    ("fr", "Page introuvable | Le Métier", "Erreur 404", "La page que vous cherchez n’existe plus."),
    ("fr", "Le Métier", "Cette offre n’est plus disponible", "D’autres offres vous attendent sur notre site."),
    ("es", "Página no encontrada", "Error 404", "La página que buscas no existe o ha sido eliminada."),
    ("es", "El Oficio", "Esta oferta ha caducado", "Consulte otras ofertas de la misma empresa."),
    ("it", "Pagina non trovata - Il Mestiere", "", "La pagina che cerchi non esiste. Torna alla home."),
    ("nl", "Pagina niet gevonden | Het Vak", "", "De pagina die u zoekt bestaat niet meer."),
    ("nl", "Het Vak", "Deze vacature is gesloten", "Bekijk andere vacatures bij ons bedrijf."),
    ("pt", "Página não encontrada", "", "A página que procura não existe ou foi removida."),
    ("pl", "Nie znaleziono strony", "404", "Strona, której szukasz, nie istnieje lub została usunięta."),
    ("sv", "Sidan kunde inte hittas", "", "Sidan du letar efter finns inte längre."),
    ("da", "Siden blev ikke fundet", "", "Siden du leder efter findes ikke. Gå til forsiden."),
]
DOWN = [
    ("en", "Scheduled maintenance", "", "Our website is down for a few hours. More than 80% of it will be faster."),
    ("en", "Trades Weekly", "We’ll be back soon", "We are carrying out maintenance. Thank you for your patience."),
    ("en", "503 Service Unavailable", "", "The server is temporarily unable to answer. Please try again later."),
    ("en", "Site under construction", "", "This website will be online soon, come back shortly to see it."),
    ("en", "Coming soon", "Coming soon", "Our new website is on its way, and we will launch it before the summer."),
    ("de", "Wartungsarbeiten", "", "Unsere Website wird gerade erneuert und ist bald wieder für Sie da."),
    ("fr", "Site en maintenance", "", "Notre site est momentanément indisponible, revenez plus tard."),
    ("es", "En mantenimiento", "", "Estamos mejorando la web. Vuelve a intentarlo más tarde, por favor."),
    ("nl", "Onderhoud", "", "De website is tijdelijk niet bereikbaar. Probeer het later nog eens."),
    ("pl", "Przerwa techniczna", "", "Trwają prace nad serwisem. Spróbuj ponownie później, przepraszamy."),
]
DOORS = [
    ("en", "Just a moment…", "", "Checking if the site connection is secure before you go on to it."),
    ("en", "Attention Required! | Cloudflare", "Sorry, you have been blocked", "This website uses a security service."),
    ("en", "Access Denied", "Access Denied", "You don't have permission to access this page on this server."),
    ("en", "Trades Weekly - Security check", "Are you a robot?", "Please solve the captcha to show that you are not."),
    ("en", "Robot or human?", "", "Hold the button to confirm that you’re human before you go on to the page."),
    ("en", "403 Forbidden", "", "Your request for the page was not allowed by the server here."),
    ("en", "Pardon Our Interruption", "", "Something about your browser made us think you were a bot."),
    ("de", "Zugriff verweigert", "", "Wir haben ungewöhnliche Aktivitäten aus Ihrem Netz bemerkt."),
    ("de", "Einen Moment bitte", "", "Wir prüfen, ob Sie kein Roboter sind, das dauert nur kurz."),
    ("fr", "Accès refusé", "", "Vous n’avez pas l’autorisation de consulter cette page du site."),
    ("en", "Log in | Student Portal", "Log in", "Enter your username and password to go on to the page."),
    ("en", "Sign in to your account", "", "Forgot your password? Create an account if you have none yet."),
    ("de", "Anmelden", "", "Bitte melden Sie sich mit Ihrem Konto an. Über 70 Prozent unserer Kurse sind frei."),
    ("fr", "Se connecter", "", "Connectez-vous pour lire 80 % de nos fiches de métiers en ligne."),
    ("nl", "Inloggen", "", "Log in om verder te gaan naar de pagina met alle opleidingen van dit jaar."),
    ("es", "Iniciar sesión", "", "Escriba su nombre de usuario y su contraseña para ver la página."),
    ("pl", "Zaloguj się", "", "Zaloguj się, aby zobaczyć stronę. Nie masz konta? Załóż je teraz u nas."),
    ("sv", "Logga in", "", "Logga in för att läsa mer om våra utbildningar på den här sidan."),
    ("it", "Accedi", "", "Accedi per leggere la pagina. Non hai un account? Registrati adesso da noi."),
    ("pt", "Iniciar sessão", "", "Esqueceu a palavra-passe? Escreva o seu nome para ver a página toda."),
]  # fmt: skip
PARKED = [
    ("en", "trades.example", "", "This domain is for sale. Inquire about this domain today and make an offer for it."),
    ("en", "Welcome to nginx!", "", "If you see this page, the web server is successfully installed and working."),
    ("de", "handwerk.example", "", "Diese Domain steht zum Verkauf. Machen Sie dem Inhaber ein Angebot für sie."),
    ("fr", "metier.example", "", "Ce domaine est à vendre. Faites une offre à son propriétaire dès maintenant."),
]


@pytest.mark.parametrize(
    ("code", "page"),
    [
        *(("not_found", page) for page in GONE + PARKED),
        *(("server_error", page) for page in DOWN),
        *(("login_needed", page) for page in DOORS),
    ],
)
def test_an_error_page_that_answers_is_refused_like_an_error(code: str, page: tuple[str, str, str, str]) -> None:
    language, title, heading, text = page
    assert code_of(title, text, heading=heading, language=language) == code
    assert code_of(title, f"{text} {text}", heading=heading, language="en") == code


def test_a_missing_page_with_a_list_of_others_is_still_missing() -> None:
    lists = ["Popular guides: how joiners learn, what plumbers earn, and where roofers find work in winter."] * 12
    assert code_of("Page not found | Trades Weekly", "It may have been moved.", *lists, heading="Page not found") == (
        "not_found"
    )


def test_the_class_of_a_theme_tells_a_missing_page() -> None:
    body = b'<html><title>Trades Weekly</title><body class="error404 wide"><p>Hm, there is nothing.</p></body></html>'
    with pytest.raises(InputError) as raised:
        read_page(body, ADDRESS)
    assert raised.value.code == "not_found"


def test_a_form_for_a_password_tells_a_login() -> None:
    form = '<form><label>Name</label><input><input type="password"><button>Go</button></form>'
    words = [f"Service {n} is for the students of the college and the people who teach them." for n in range(12)]
    assert code_of("Sign in", *words, extra=form) == "login_needed"
    guide = [
        f"Apprentice {n} plans the week ahead and feels less pressed, as teachers have noticed." for n in range(12)
    ]
    assert read("How apprentices plan a week", *guide, extra=form).article.title == "How apprentices plan a week"


ARTICLES = {
    "Cookies: what the banners ask you to accept": (
        "Cookies are small files, and a survey of 900 teenagers found that 70% accept all of them without reading.",
        "The law says that consent must be given freely, and the banners of many sites do not make that easy.",
        "Researchers clicked through 200 consent banners and counted how long it takes to refuse advertising cookies.",
        "Trackers follow a reader from one site to the next, which is why schools now teach what they do.",
        "Pupils who had the lesson refused tracking twice as often, the study of the project found in spring.",
    ),
    "404: how good missing pages keep visitors": (
        "A page that is not found is a chance, say designers who have looked at 300 of them in a year.",
        "The best ones say in plain words what has happened and offer a search, which four in ten visitors use.",
        "Students of design built their own in a course, and the most useful one was the shortest of all.",
    ),
    "Page turners": (
        "Reading for pleasure lifts marks in every subject, a study of 4,000 pupils by two universities found.",
        "Those who read a novel a month scored 9 points more than classmates who read none at all.",
    ),
    "How to log in to life": (
        "A year after school, half of the leavers feel at home in what they do, according to a national survey.",
        "Those who had planned a gap year were the happiest, and those who had drifted into one were not.",
    ),
    "Maintenance engineers earn more than many graduates": (
        "Maintenance engineers earn 12% more than the average graduate at thirty, figures of the office show.",
        "Planned maintenance is the larger part of the job, and it is taught in an apprenticeship of four years.",
    ),
    "Access denied: why disabled students leave college early": (
        "One in five disabled students leaves in the first year, a report by the students’ union found in May.",
        "Buildings without lifts are the reason that they name most often, before fees and before loneliness.",
    ),
    "Under maintenance: the hidden trade behind every train": (
        "Railway technicians work at night, and the trade will need 3,000 more of them, a study says.",
        "Those who start as apprentices earn 21,000 a year, and double that once they are qualified.",
    ),
    "Are you a robot? What machines leave for people to do": (
        "Machines will take over a third of the tasks in offices, researchers of the institute estimate.",
        "Jobs that need judgement and warmth will grow, and these are the jobs that schools talk about least.",
    ),
    "The job has gone: life after a factory closes": (
        "Two in three of those who lost their jobs found others within a year, the council’s figures show.",
        "Most of them earn less than before, and the ones who retrained as electricians earn more.",
    ),
    "Password: swordfish. What first jobs in security pay": (
        "Starting pay in computer security rose by 8% in a year, according to the trade body’s survey.",
        "Employers look for people who can explain a risk, and a degree is asked for by only half of them.",
    ),
    "Subscribe or cancel? What students spend on streaming": (
        "Students spend £38 a month on subscriptions, a survey of 1,200 of them by a bank found.",
        "One in three has forgotten to cancel a free trial, and paid for it for half a year or longer.",
        "Advisers suggest a list on the fridge, which saved those who kept one some £90 in a year.",
    ),
    "Zustimmung der Eltern: was Azubis unter 18 wissen sollten": (
        "Ohne die Einwilligung der Eltern gilt kein Vertrag, das sagt die Kammer in ihrem neuen Ratgeber.",
        "Rund 40 Prozent der neuen Azubis sind noch nicht volljährig, wie die Statistik für das Jahr zeigt.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("title", ARTICLES)
def test_an_article_about_such_things_stays_one(title: str) -> None:
    page = read(title, *ARTICLES[title], heading=title, language="de" if title.startswith("Zustimmung") else "en")
    assert page.article.title == title
    assert all(paragraph.split(".")[0] in page.text for paragraph in ARTICLES[title])


def test_a_banner_above_an_article_is_left_out_of_its_text() -> None:
    paragraphs = ARTICLES["Page turners"] * 3
    page = read("Page turners", "We use cookies. By using this site you agree to our cookie policy.", *paragraphs)
    assert "cookie" not in page.text
    assert "Reading for pleasure" in page.text


@pytest.mark.parametrize("note", ["THIS POSITION IS NOW CLOSED", "This job has expired.", "Applications: see below"])
def test_a_vacancy_that_says_it_is_over_before_all_else_is_refused(note: str) -> None:
    duties = [f"Duty {n} of the joiner is to plan, cut and fit what a customer has asked for." for n in range(15)]
    if note.startswith("Applications"):
        assert read("Joiner wanted in Ayr", note, *duties, heading="Joiner wanted in Ayr").article.title
    else:
        assert code_of("Joiner wanted in Ayr", note, *duties, heading="Joiner wanted in Ayr") == "not_found"


def test_the_text_in_a_table_that_only_lays_out_a_page_is_read() -> None:
    paragraph = " ".join(ARTICLES["Page turners"])
    cells = f"<tr><td>Menu</td><td>{paragraph}</td></tr><tr><td>Trade</td><td>Pay in pounds a year</td></tr>"
    page = read_page(f"<html><title>Page turners</title><body><table>{cells}</table></body></html>".encode(), ADDRESS)
    assert paragraph in page.text.split("\n")
