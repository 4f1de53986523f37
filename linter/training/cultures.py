"""Given names of many cultures, so that no name and no culture counts for anything in training."""

from __future__ import annotations

from faker import Faker

# Every region of the world, Latin script.
LOCALES = (
    "en_US", "en_IN", "en_NG", "en_KE", "es_MX", "es_ES", "pt_BR", "fr_FR", "de_DE", "it_IT", "nl_NL", "sv_SE", "no_NO",
    "da_DK", "fi_FI", "pl_PL", "cs_CZ", "sk_SK", "hu_HU", "ro_RO", "hr_HR", "sl_SI", "lt_LT", "lv_LV", "et_EE", "tr_TR",
    "vi_VN", "id_ID", "fil_PH", "zu_ZA", "tw_GH", "yo_NG", "ga_IE", "az_AZ", "uz_UZ", "es_CO", "ne_NP",
)  # fmt: skip


def given_names() -> list[str]:
    """Given names of many locales in Latin script, up to the same number from each, sorted."""
    found: set[str] = set()
    for locale in LOCALES:
        source = Faker(locale)
        source.seed_instance(7)
        drawn = sorted({source.first_name() for _ in range(400)})
        found.update(name for name in drawn if name.isalpha() and name[0].isupper())
    return sorted(found)
