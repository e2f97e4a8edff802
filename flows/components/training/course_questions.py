"""What does somebody ask of a course, in whatever spelling: when, where, what to bring, a seat?

Words by words, since nobody writes such a question twice alike: "c koi l'adress du cours", "9adeh
mazel mel blayes", "وقتاش نبداو". A question is one of a course where it names one, or says "we
begin" or "my seat", which is said of nothing else here.
"""

from __future__ import annotations

from enum import Enum

from rapidfuzz.distance import OSA

from flows.engine.understanding.words import stems
from services_directory.values.normalise import fold


class Asks(Enum):
    """COURSE, STUDY: it is named, or what one does there. OURS: said of one's own course alone."""

    COURSE = "course"
    STUDY = "study"
    OURS = "ours"
    WHEN = "when"
    WHERE = "where"
    BRING = "bring"
    SEAT = "seat"
    LEFT = "left"
    MANY = "many"
    LEAVE = "leave"
    COST = "cost"
    LINE = "line"
    WITH_ME = "with_me"
    FORGOT = "forgot"
    CERTIFICATE = "certificate"
    HAVE = "have"
    BEGIN = "begin"


_WORDS: dict[Asks, str] = {
    Asks.COURSE: (
        "cours cour formation formations seance seances stage course courses class classes lesson"
        " training trainings درس دروس دوره دورات حصه حصص تكوين تكوينات تدريب قرايه قرايا"
        " 9raya qraya kraya 9rayti grayti takwin tekwin takouin dawra dars 7essa hessa hissa"
    ),
    Asks.STUDY: "na9ra na9raw naqra naqraw nakra nakraw ne9ra netkawen نقرا نقراو نتكون نتعلم",
    Asks.OURS: (
        "m9ayed m9ayda مقيد مقيده inscrit inscrite nebdaw nabdaw nbdaw"
        " nebdew نبداو نبدو nkamlou nkamlo نكملو blasti blassti بلاصتي مكاني"
        " dawri دوري 9oddemi 9odemi qoddemi قدامي"
    ),
    Asks.WHEN: (
        "quand kan kand qand heure heur heures date dates jour horaire horaires"
        " debut debute finit termine prochain prochaine when time"
        " ends next demain"
        " annule annulee deplace deplacee reporte changed"
        " cancelled moved tbaddel tbaddlet تبدل تبدلت"
        " تغير تاجل وقتاش وقت متي موعد ساعه تاريخ يبدا تبدا توفا يوفا تنتهي ينتهي"
        " wa9tech waktech waqtech wa9teh wa9t wakt yabda tabda toufa youfa nhar anehou emta"
        " نهار dure duree temps temp long"
    ),
    Asks.BEGIN: "commence commencer commencez start starts begin begins",
    Asks.WHERE: (
        "adresse adress address where lieu endroit salle win winou fin feen وين فين اين مكان عنوان"
    ),
    Asks.BRING: (
        "apporter amener emmener ramener apporte amene ramene bring njib nejib njibou nejibou نجيب"
        " نجيبو احضر اجلب"
    ),
    Asks.SEAT: "place places blasa blassa blayes blaes seat seats بلاصه بلايص مقعد مقاعد اماكن",
    Asks.LEFT: (
        "reste restent dispo disponible disponibles encore left free mazel mazal mezel mezelt"
        " mazelt mazelna b9a b9aw bqa famma fama fema مازال مازالت فما ثمه باقي بقي متوفر متوفره"
    ),
    Asks.MANY: "combien how many 9adeh 9adech qaddech kadeh kadech قداش كم",
    Asks.LINE: "liste line queue rang قبلي 9bali 9ably قائمه ليسته",
    Asks.WITH_ME: "m3aya ma3aya معايا معي moi me dois doi doit lazem lazemni لازم لازمني",
    Asks.HAVE: "avez proposez have offer 3andkom 3andkoum عندكم لديكم moment",
    Asks.FORGOT: "oublie nsit نسيت forgot forgotten",
    Asks.CERTIFICATE: (
        "certificat certificats sertifika sertificat diplome attestation chhada chahada chehada"
        " شهاده certificate diploma"
    ),
    Asks.LEAVE: (
        "arreter arrete quitter sortir abandonner nbattel nbatel"
        " 3adch 3adech عادش نبطل نخرج nkhrej nokhrej quit leave"
    ),
    Asks.COST: (
        "prix coute cout payant payante gratuit gratuite flous"
        " soum بالفلوس فلوس سوم بقداش b9adech b9adeh price"
    ),
}
_MEANS = {fold(word): kind for kind, words in _WORDS.items() for word in words.split()}
_LONG = [word for word in _MEANS if len(word) >= 6 and word.isascii()]
"""Long enough to be known with a slip in it."""

_OF_OURS = (
    {Asks.BRING, Asks.WITH_ME},
    {Asks.MANY, Asks.LINE},
    {Asks.FORGOT, Asks.WHEN},
    {Asks.LINE, Asks.LEAVE},
    {Asks.BEGIN, Asks.WHEN},
)
"""What together is said of one's own course, though it is not named."""

_SHORT = 3
"""Words in which "what do I bring" is asked with nothing else."""

_BEFORE = ("ال", "لل", "بال", "في", "l'", "d'", "el", "la", "le", "fel", "bel", "mel", "lel", "l")
_IS_WHERE = frozenset(("est", "se", "ce", "sont", "cest", "c'est", "ca", "c", "deja"))


def asked_of_course(said: str) -> frozenset[Asks]:
    """What a folded message asks; empty where it is of no course."""
    found = spoken_of(said)
    is_of_one = found & {Asks.COURSE, Asks.STUDY, Asks.OURS, Asks.CERTIFICATE}
    is_of_seats = Asks.SEAT in found and found & {Asks.LEFT, Asks.MANY}
    return found if is_of_one or is_of_seats else frozenset()


def spoken_of(said: str) -> frozenset[Asks]:
    """Whatever of this the words of a folded message speak of."""
    words = said.replace("?", " ").replace("؟", " ").replace("-", " ").split()
    found = {kind for word in words if (kind := _kind_of(word)) is not None}
    if "ou" in words and _asks_where(words):
        found.add(Asks.WHERE)
    is_short = len(words) <= _SHORT
    if any(pair <= found for pair in _OF_OURS) or (Asks.BRING in found and is_short):
        found.add(Asks.OURS)
    return frozenset(found)


def _asks_where(words: list[str]) -> bool:
    """ "ou" is "or" as well."""
    at = words.index("ou")
    after, before = words[at + 1 : at + 2], words[max(at - 1, 0) : at]
    return not before or bool(_IS_WHERE & {*after, *(before if not after else ())})


def _kind_of(word: str) -> Asks | None:
    forms = [word, *stems(word), *(word[len(each) :] for each in _BEFORE if word.startswith(each))]
    for form in forms:
        if form in _MEANS:
            return _MEANS[form]
    near = (each for each in _LONG if len(word) >= 5 and OSA.distance(word, each) <= 1)
    known = next(near, None)
    return _MEANS[known] if known else None
