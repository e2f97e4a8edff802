"""Which words mean the same in a search, across our languages and their scripts?

One line is one meaning; words are in the folded form, two that belong together joined to one. Only
words that tell one service from another stand here: what names a whole need is in the languages'
keywords. Composed for this project; a line is added when somebody asked for what we have in words
we had not.
"""

from __future__ import annotations

from collections.abc import Mapping

_LINES = """
psychologue psy psychologist psychologique psychological نفسي نفسيا نفساني nafsi nafsani deprime
psychologique nafsiti نفسيتي depressed depression اكتئاب مكتئب pleure triste sad حزين انام
dents dent dentiste dentist dental dentaire tooth teeth اسنان سنان سنتي snin senti sennti
enceinte grossesse pregnant pregnancy gynecologie gynaecology حامل حبله 7ebla hebla 7amel
enfant enfants child children kid kids طفل اطفال صغار اولاد sghar wled
pediatre pediatrie pediatrician paediatrics
cancer سرطان oncologie tumeur saratan
dialyse hemodialyse dialysis dialyz تصفيه كلي reins kidney
chirurgie surgery جراحه جراحيه operation operer jira7a
vih hiv sida aids سيدا مناعه
contraception birthcontrol تنظيمنسل نحبلش n7belch \
planning planification reproductive انجابيه pilule حمل preservatif condom condoms واقي
passeport passport جواز باسبور باسبوري baspor paspor
identite identity cin تعريف ta3rif taarif
naissance birth newborn born ولاده مولود مولودي nouveaune wlada
extrait madhmoun مضمون civil civile مدنيه
avocat lawyer محام محامي محاميه mou7ami mo7emi mohami avoka
tribunal court محكمه ma7kma mahkma mahkama
credit prets pret loan loans قرض قروض قرضا كريدي 9ardh 9ard kridi microcredit microfinance
elevage livestock ماشيه mouton moutons sheep vache vaches bgar بقر غنم 3allouch 3laleche
mandat mandats envoyer transfer transfert send حواله حوالات \
نبعث يبعثلي يبعث نبعثو ارسال nab3ath nab3eth yab3ath yab3athli 7awala
cuisine cuisinier cook cooking catering restauration طبخ طياب tabkh tyeb
hotel hotellerie hoteliere hospitality فندقه نزل
couture sewing tailoring خياطه 5yata khyata l5yata
electricite electricity electricien electrician كهرباء kahrba kahraba trissiti
agricole agriculture farm farming farmer ferme تربيهنحل \
abeilles apiculture bees زيتون olives agriculteur فلاحه فلاحي فلاحيه fle7a fla7a felle7a
peche pecheur fishing صيد
artisan artisans artisanat artisanal crafts craftspeople handicrafts حرفي حرفيين حرفيه تقليديه
creche garde garderie kindergarten nursery maternelle روضه حضانه rawdha roudha
lire ecrire read reading write literacy alphabetisation اميه نقرا نكتب na9ra nekteb ne9ra ektib
refugie refugies refugee refugees asile asylum لاجئ لاجئين لجوء guerre war fled حرب
volontaire voluntary طوعيه rentrer nrawa7 nraw7 نروح bledi بلادي بلدي nerja3
bureau bureaux office offices مكتب مكاتب
poste post postal postaux بريد بريديه bousta bosta posta
declarer declare immatriculer immatriculation register inscription inscrire تسجيل يصرح صرحش صرح
ouvriere ouvrieres ouvrier worker workers عامل عامله عاملات
droits droit rights حقوق
maltraite maltraitance maltraiter abuse abused menace مهدد risk danger
commune communes mairie municipalite municipal municipality بلديه baladia baladeya
tourisme touristique tourism tourist سياحه siye7a
projet projets project projects business shop commerce boutique مشروع مشاريع حانوت machrou3
carnet carnets كارني karni دفترين booklets amen امان
quitte sorti sortis abandonne dropout left انقطع انقطعت منقطعين بطل
jeune jeunes youth young شباب شبان chabeb
dispensaire dispensary base اساسيه مستوصف mostawsaf
soins soigner care treatment علاج علاجي 3ilej
securite cnss كناس ضمان صندوق caisse sandou9
sejour residence residency اقامه i9ama
energie energy طاقه
"""


def _by_word() -> Mapping[str, tuple[str, ...]]:
    same: dict[str, tuple[str, ...]] = {}
    for line in _LINES.split("\n"):
        words = line.split()
        for word in words:
            others = tuple(other for other in words if other != word)
            same[word] = (*same.get(word, ()), *others)
    return same


SAME_WORDS = _by_word()
"""A word, and every other word for the same."""

_ENDINGS = ("ات", "ين", "ون", "ها", "هم", "نا", "كم", "ته", "تي", "ان", "ه", "ي", "ك", "ا", "و")
"""Arabic plurals, "his", "her", "my" and their like, folded; the longest first."""

_LETTERS = "لبوف"
_SHORTEST_ROOT = 3


def words_like(token: str) -> tuple[str, ...]:
    """Every word for what `token` says, whatever its number, gender or whose it is."""
    return SAME_WORDS.get(token) or _BY_ROOT.get(root(token), ())


def root(word: str) -> str:
    """`word` without what grammar puts around it: farmers, farmer; محاميا, محامي."""
    if "\u0600" <= word[0] <= "\u06ff":
        ending = next(
            (e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_ROOT), ""
        )
        word = word[: len(word) - len(ending)]
        is_joined = word[0] in _LETTERS and len(word) > _SHORTEST_ROOT + 1
        return word[1:] if is_joined else word
    plain = word.rstrip("sx").rstrip("e")
    return plain if len(plain) > _SHORTEST_ROOT else word


def _by_root() -> Mapping[str, tuple[str, ...]]:
    same: dict[str, dict[str, None]] = {}
    for word, others in SAME_WORDS.items():
        same.setdefault(root(word), {}).update(dict.fromkeys((word, *others)))
    return {key: tuple(words) for key, words in same.items()}


_BY_ROOT = _by_root()
