"""Headers of Meta's exports in other languages than English, and how each calls a post's whole life."""

from __future__ import annotations

FACEBOOK = {
    "German": (
        (
            "Beitrags-ID,Seiten-ID,Name der Seite,Titel,Beschreibung,Dauer (Sek.),Veröffentlichungszeitpunkt,Permalink,"
            "Beitragstyp,Datum,Aufrufe,Reichweite,Reaktionen,Kommentare,Geteilte Inhalte,Klicks insgesamt,Link-Klicks"
        ),
        "Gesamter Zeitraum",
    ),
    "French": (
        (
            "Identifiant de la publication,ID de la Page,Nom de la Page,Titre,Description,Durée (s),"
            "Heure de publication,Permalien,Type de publication,Date,Vues,Couverture,Réactions,Commentaires,Partages,"
            "Total des clics,Clics sur un lien"
        ),
        "Global",
    ),
    "Spanish": (
        (
            "Identificador de la publicación,Identificador de la página,Nombre de la página,Título,Descripción,"
            "Duración (segundos),Hora de publicación,Enlace permanente,Tipo de publicación,Fecha,Visualizaciones,"
            "Alcance,Reacciones,Comentarios,Veces que se compartió,Total de clics,Clics en el enlace"
        ),
        "Total",
    ),
    "Portuguese": (
        (
            "Identificação do post,Identificação da Página,Nome da Página,Título,Descrição,Duração (s),"
            "Horário de publicação,Link permanente,Tipo de post,Data,Visualizações,Alcance,Reações,Comentários,"
            "Compartilhamentos,Total de cliques,Cliques no link"
        ),
        "Vitalício",
    ),
    "Italian": (
        (
            "ID del post,ID Pagina,Nome della Pagina,Titolo,Descrizione,Durata (sec.),Orario di pubblicazione,"
            "Permalink,Tipo di post,Data,Visualizzazioni,Copertura,Reazioni,Commenti,Condivisioni,"
            "Clic totali,Clic sul link"
        ),
        "Durata complessiva",
    ),
    "Dutch": (
        (
            "Bericht-ID,Pagina-ID,Paginanaam,Titel,Beschrijving,Duur (sec.),Publicatietijdstip,Permalink,Berichttype,"
            "Datum,Weergaven,Bereik,Reacties,Opmerkingen,Deelacties,Totaal aantal klikken,Klikken op link"
        ),
        "Levensduur",
    ),
    "Japanese": (
        (
            "投稿ID,ページID,ページ名,タイトル,説明,時間(秒),公開時間,リンク,投稿タイプ,日時,ビュー,リーチ,リアクション,"
            "コメント,シェア,合計クリック数,リンクのクリック数"
        ),
        "通算",
    ),
}
"""By language: the headers of an export of a Facebook page, and what its column of days holds."""

INSTAGRAM = {
    "German": (
        (
            "Beitrags-ID,Konto-ID,Konto-Benutzername,Kontoname,Beschreibung,Dauer (Sek.),Veröffentlichungszeitpunkt,"
            "Permalink,Beitragstyp,Datenkommentar,Datum,Aufrufe,Reichweite,„Gefällt mir“-Angaben,Geteilte Inhalte,"
            "Follows,Kommentare,Gespeicherte Beiträge"
        ),
        "Gesamte Laufzeit",
    ),
    "Japanese": (
        (
            "投稿ID,アカウントID,アカウントのユーザーネーム,アカウント名,説明,時間(秒),公開時間,リンク,投稿タイプ,"
            "データコメント,日時,ビュー,リーチ,いいね！の数,シェア数,フォロー数,コメント数,保存数"
        ),
        "通算",
    ),
}
"""The same of an Instagram account."""

UNREAD = {
    "Norwegian": (
        "Innleggs-ID,Side-ID,Sidenavn,Tittel,Beskrivelse,Varighet (sek),Publiseringstidspunkt,Permalenke,Innleggstype,"
        "Dato,Visninger,Rekkevidde,Reaksjoner,Kommentarer,Delinger,Klikk totalt,Lenkeklikk"
    ),
    "Polish": (
        "Identyfikator posta,Identyfikator strony,Nazwa strony,Tytuł,Opis,Czas trwania,Godzina publikacji,Permalink,"
        "Typ posta,Data,Wyświetlenia,Zasięg,Reakcje,Komentarze,Udostępnienia,Kliknięcia,Kliknięcia linku"
    ),
}
"""Headers in languages that nobody has written down yet."""


def post(post_id: str, day: str, life: str, *, address: str = "") -> list[str]:
    """A row under headers of a Facebook page's export, in whatever language."""
    address = address or f"https://www.facebook.com/104911112222333/posts/pfbid0{post_id[-4:]}"
    return [
        *(post_id, "104911112222333", "Careers", "", "What it says", "0", day, address, "Links", life),
        *("401", "300", "18", "4", "3", "40", "12"),
    ]
