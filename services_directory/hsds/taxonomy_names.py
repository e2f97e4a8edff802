"""What are our own lists and their facts called, in the languages they are told in?

Staff tick them and partners read them, so the words stand here, on the ground floor, once. In
another language than these people read the nearest one.
"""

from __future__ import annotations

from services_directory.values.local_text import LocalText

_LOCALES = ("en", "fr", "ar", "aeb")


def _named(*words: str) -> LocalText:
    return LocalText(tuple(zip(_LOCALES, words, strict=True)))


NEEDS_NAME = _named("Needs", "Besoins", "الاحتياجات", "الحاجات")
NEEDS_DESCRIPTION = _named(
    "What a service helps with: the entries of our menu.",
    "Ce pour quoi un service aide : les entrées de notre menu.",
    "ما تساعد فيه الخدمة: بنود قائمتنا.",
    "في شنوة تعاون الخدمة: الاختيارات متاع القائمة.",
)
FACTS_NAME = _named("Facts", "Précisions", "تفاصيل", "تفاصيل")
FACTS_DESCRIPTION = _named(
    "Whom a service is for, and how it is reached.",
    "À qui un service s’adresse, et comment on y accède.",
    "لمن الخدمة، وكيف يمكن الوصول إليها.",
    "لشكون الخدمة، وكيفاش توصلّها.",
)

FACT_NAMES: dict[str, LocalText] = {
    "eligibility:women": _named("Women", "Femmes", "النساء", "النساء"),
    "eligibility:men": _named("Men", "Hommes", "الرجال", "الرجال"),
    "eligibility:children": _named("Children", "Enfants", "الأطفال", "الصغار"),
    "eligibility:young_people": _named("Young people", "Jeunes", "الشباب", "الشباب"),
    "eligibility:older_people": _named("Older people", "Personnes âgées", "كبار السن", "الكبار"),
    "eligibility:families": _named("Families", "Familles", "العائلات", "العايلات"),
    "eligibility:people_with_disabilities": _named(
        *("People with a disability", "Personnes handicapées"),
        *("الأشخاص ذوو الإعاقة", "اللي عندهم إعاقة"),
    ),
    "eligibility:refugees": _named(
        *("Refugees and asylum seekers", "Réfugiés et demandeurs d’asile"),
        *("اللاجئون وطالبو اللجوء", "اللاجئين واللي يطلبو اللجوء"),
    ),
    "eligibility:migrants": _named("Migrants", "Migrants", "المهاجرون", "المهاجرين"),
    "eligibility:survivors_of_violence": _named(
        *("Survivors of violence", "Victimes de violence"),
        *("ضحايا العنف", "ضحايا العنف"),
    ),
    "eligibility:low_income": _named(
        *("People with little money", "Personnes à faible revenu"),
        *("محدودو الدخل", "اللي دخلهم ضعيف"),
    ),
    "eligibility:job_seekers": _named(
        *("People who look for work", "Demandeurs d’emploi"),
        *("الباحثون عن عمل", "اللي يلوّجو على خدمة"),
    ),
    "eligibility:students": _named(
        *("Pupils and students", "Élèves et étudiants"),
        *("التلاميذ والطلبة", "التلامذة والطلبة"),
    ),
    "access_mode:walk_in": _named(
        "Without an appointment", "Sans rendez-vous", "دون موعد", "من غير رنديفو"
    ),
    "access_mode:appointment": _named("With an appointment", "Sur rendez-vous", "بموعد", "برنديفو"),
    "access_mode:referral": _named(
        "Sent by somebody", "Sur orientation", "بتوجيه من جهة أخرى", "لازم شكون يبعثك"
    ),
    "access_mode:hotline": _named("By phone", "Par téléphone", "بالهاتف", "بالتليفون"),
    "access_mode:online": _named("Online", "En ligne", "عبر الإنترنت", "على الأنترنات"),
    "accessibility:wheelchair": _named(
        "With a wheelchair", "En fauteuil roulant", "بالكرسي المتحرك", "بالكرسي المتحرك"
    ),
    "accessibility:female_staff": _named(
        "Women work there", "Des femmes y travaillent", "تعمل فيها نساء", "يخدمو فيها نساء"
    ),
    "accessibility:sign_language": _named(
        "Sign language", "Langue des signes", "لغة الإشارة", "لغة الإشارة"
    ),
}
"""By fact, in the order of the list."""
