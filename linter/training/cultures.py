"""Given names of many cultures, so that no name and no culture counts for anything in training, and to measure that none does."""

from __future__ import annotations

from functools import cache

from faker import Faker

CULTURES: dict[str, tuple[str, ...]] = {
    "Anglo-American": ("en_US", "en_GB"),
    "Irish": ("ga_IE",),
    "German and Dutch": ("de_DE", "nl_NL"),
    "Nordic": ("sv_SE", "no_NO", "da_DK", "fi_FI"),
    "Baltic": ("lt_LT", "lv_LV", "et_EE"),
    "Romance Europe": ("fr_FR", "it_IT", "es_ES", "ro_RO"),
    "Latin American": ("es_MX", "es_CO", "pt_BR"),
    "West Slavic": ("pl_PL", "cs_CZ", "sk_SK"),
    "South Slavic and Hungarian": ("hr_HR", "sl_SI", "hu_HU"),
    "Turkic": ("tr_TR", "az_AZ", "uz_UZ"),
    "Indian and Nepali": ("en_IN", "ne_NP"),
    "Vietnamese": ("vi_VN",),
    "Malay and Filipino": ("id_ID", "fil_PH"),
    "West African": ("en_NG", "yo_NG", "tw_GH"),
    "East and South African": ("en_KE", "zu_ZA"),
}


@cache
def names_of(culture: str) -> tuple[str, ...]:
    """Single given names in Latin script, sorted."""
    found: set[str] = set()
    for locale in CULTURES[culture]:
        source = Faker(locale)
        source.seed_instance(7)
        drawn = sorted({source.first_name() for _ in range(400)})
        found.update(name for name in drawn if name.isalpha() and name[0].isupper())
    return tuple(sorted(found))


def given_names() -> list[str]:
    """The names of all cultures, sorted."""
    return sorted({name for culture in CULTURES for name in names_of(culture)})
