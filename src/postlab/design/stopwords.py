"""Words that say nothing about what a text is about, in the languages whose evidence PostLab knows."""

from __future__ import annotations

_ENGLISH = """
about above after again against all almost along already also although always among and another any anyone anything
are around as ask asked at away back be became because become been before being below best better between both but by
came can cannot come comes could day days did do does doing done down during each either else end enough even ever
every everyone everything far few find finds first five for found four from full gave get gets getting give given
gives go goes going got had has have having he hear help helps her here hers him his how however if in into is it its
itself just keep know known knows last later least less let like likely little long look looks lot made make makes
making many may maybe me mean means might mine more most much must my near need needs never new next no nobody none
nor not nothing now of off often old on once one only onto or other others our ours out over own people per perhaps
put quite rather really right said same say says see seem seen several shall she should show showed shows since six
small so some someone something soon still story such sure take taken takes tell ten than that the their theirs them
then there these they thing things think this those though three through time times to today together too took toward
tried try turn two under until up upon us use used using very want wants was way ways we week well went were what when
where whether which while who whole whom whose why will with within without won would year years yes yet you your
yours read news article report reported according research study survey researchers guide tips percent cent
"""
_GERMAN = """
aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da dabei damit dann das dass dazu
dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem
einen einer eines er es etwas euch euer für gegen gibt hat hatte hatten habe haben hier hin hinter ich ihm ihn ihnen
ihr ihre ihrem ihren ihrer immer in ist jede jedem jeden jeder jedes kann kein keine keinen können machen man manche
mehr mein meine mich mir mit muss nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen
seiner seit sich sie sind so soll sollte sondern sonst über um und uns unser unsere unter vom von vor wann war waren
warum was weil weiter welche welcher wenn wer werden wie wieder will wir wird wo wollen worden wurde wurden zu zum zur
zwar zwischen laut studie neue neuen jahr jahre
"""
_FRENCH = """
alors après au aucun aussi autre autres aux avant avec avoir bien car ce cela ces cet cette ceux chaque chez comme
comment dans de depuis des deux donc dont du elle elles en encore entre est et étaient était être eu fait faire fois
font ici il ils je la le les leur leurs lors lui mais même mes moins mon ne non nos notre nous on ont ou où par parce
pas pendant peu peut plus pour pourquoi quand que quel quelle quelles qui quoi sa sans se sera ses si son sont sous
sur ta tes toi ton tous tout toute toutes très tu un une vers vos votre vous selon étude année années
"""
_SPANISH = """
algo algunos ante antes aquí así aún aunque bajo bien cada casi como con contra cual cuando del desde después donde
dos el ella ellas ellos entre era eran es esa ese eso esta estaba están este esto estos fue fueron ha han hasta hay la
las le les lo los más me mi mientras mismo mucho muy nada ni no nos nosotros nuestro nunca otra otro otros para pero
poco por porque puede pueden que quien qué se según ser si sí sido siempre sin sobre solo son su sus también tan tanto
te tiene tienen toda todas todo todos tu un una uno unos usted ya yo estudio año años
"""

STOP_WORDS = frozenset(word for language in (_ENGLISH, _GERMAN, _FRENCH, _SPANISH) for word in language.split())
"""Articles, pronouns and their kind, and the words with which news speaks of any study."""
