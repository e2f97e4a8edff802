"""Which words mean the same in a search, across our languages and their scripts?

One line is one meaning; words are in the folded form. Only words that tell one service from another
stand here: what names a whole need is in the languages' keywords. Composed for this project; a line
is added when somebody asked for what we have in words we had not.
"""

from __future__ import annotations

from collections.abc import Mapping

_LINES = """
psychologue psy psychologist psychologique psychological نفسي نفسيا نفساني nafsi nafsani deprime
dents dent dentiste dentist dental dentaire tooth teeth اسنان سنان سنتي snin senti sennti
enceinte grossesse pregnant pregnancy gynecologie gynaecology حامل حبله 7ebla hebla 7amel
enfant enfants child children kid kids طفل اطفال صغار اولاد sghar wled
pediatre pediatrie pediatrician paediatrics
cancer سرطان oncologie tumeur saratan
dialyse hemodialyse dialysis dialyz تصفيه كلي reins kidney
chirurgie surgery جراحه جراحيه operation operer jira7a
vih hiv sida aids سيدا مناعه
contraception planning planification reproductive انجابيه pilule حمل preservatif condom condoms واقي
passeport passport جواز باسبور باسبوري baspor paspor
identite identity cin تعريف ta3rif taarif
naissance birth newborn born ولاده مولود wlada
extrait madhmoun مضمون civil civile مدنيه
avocat lawyer محام محامي محاميه mou7ami mo7emi mohami avoka
tribunal court محكمه ma7kma mahkma mahkama
credit prets pret loan loans قرض قروض قرضا كريدي 9ardh 9ard kridi microcredit microfinance
elevage livestock ماشيه mouton moutons sheep vache vaches bgar بقر غنم 3allouch 3laleche
mandat mandats envoyer transfer transfert send حواله حوالات نبعث ارسال nab3ath nab3eth 7awala
cuisine cuisinier cook cooking catering restauration طبخ طياب tabkh tyeb
hotel hotellerie hoteliere hospitality فندقه نزل
couture sewing tailoring خياطه 5yata khyata l5yata
electricite electricity electricien electrician كهرباء kahrba kahraba trissiti
agricole agriculture farm farming farmer فلاحه فلاحي فلاحيه fle7a fla7a felle7a
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
soins soigner care treatment علاج علاجي 3ilej
securite cnss ضمان صندوق caisse sandou9
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
