"""ISO 4217 codes, current and withdrawn, and the signs and names by which people write them.

From ISO 4217 as it stood on 2026-01-01 (Bulgaria in the euro, Zimbabwe Gold, Caribbean guilder).
Metals, bond units and testing codes are left out: no deal is struck in them. A withdrawn code
stays usable, because old deals are logged too. Codes and digits were compared with pycountry's and
iso4217's lists, the years with CLDR's (a currency that ends with December ceased in the next year).
"""

from collections.abc import Mapping

_TWO_DIGITS = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD
HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DIGITS = "CLF UYW"

# code: (minor digits, year in which it ceased to be money)
_WITHDRAWN: Mapping[str, tuple[int, int]] = {
    "ADP": (0, 2002), "AFA": (2, 2003), "ANG": (2, 2025), "AON": (2, 2000), "ATS": (2, 2002),
    "AZM": (2, 2006), "BEF": (0, 2002), "BGL": (2, 1999), "BGN": (2, 2026), "BYB": (0, 2000),
    "BYR": (0, 2016), "CSD": (2, 2006), "CSK": (2, 1993), "CUC": (2, 2021), "CYP": (2, 2008),
    "DDM": (2, 1990), "DEM": (2, 2002), "ECS": (0, 2000), "EEK": (2, 2011), "ESP": (0, 2002),
    "FIM": (2, 2002), "FRF": (2, 2002), "GHC": (2, 2007), "GRD": (0, 2002), "GWP": (2, 1997),
    "HRK": (2, 2023), "IEP": (2, 2002), "ITL": (0, 2002), "LTL": (2, 2015), "LUF": (0, 2002),
    "LVL": (2, 2014), "MGF": (0, 2005), "MRO": (2, 2018), "MTL": (2, 2008), "MXP": (2, 1993),
    "MZM": (2, 2006), "NLG": (2, 2002), "PEI": (2, 1991), "PLZ": (2, 1997), "PTE": (0, 2002),
    "ROL": (2, 2006), "RUR": (2, 1998), "SDD": (2, 2007), "SIT": (2, 2007), "SKK": (2, 2009),
    "SLL": (2, 2024), "SRG": (2, 2004), "STD": (2, 2018), "TMM": (2, 2009), "TPE": (0, 2002),
    "TRL": (0, 2006), "USS": (2, 2014), "VEB": (2, 2008), "VEF": (2, 2018), "XEU": (2, 1999),
    "YUM": (2, 2003), "ZMK": (2, 2013), "ZRN": (2, 1998), "ZWD": (2, 2009), "ZWL": (2, 2024),
    "ZWR": (2, 2009),
}  # fmt: skip

MINOR_DIGITS: Mapping[str, int] = {
    **dict.fromkeys(_TWO_DIGITS.split(), 2),
    **dict.fromkeys(_NO_DIGITS.split(), 0),
    **dict.fromkeys(_THREE_DIGITS.split(), 3),
    **dict.fromkeys(_FOUR_DIGITS.split(), 4),
    **{code: digits for code, (digits, _) in _WITHDRAWN.items()},
}
"""Every code that may be stored, with its number of minor digits (EUR 2, JPY 0)."""

WITHDRAWN: Mapping[str, int] = {code: year for code, (_, year) in _WITHDRAWN.items()}
"""Codes that are no longer money, with the year in which they ceased to be."""

DOLLARS = (
    *("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "BBD", "BMD", "BND", "BSD", "BZD", "FJD"),
    *("GYD", "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD"),
)
"""The codes that `$` may mean."""
_CROWNS = ("SEK", "NOK", "DKK", "ISK", "CZK")
_FRANCS = (
    "CHF",
    "FRF",
    "BEF",
    "LUF",
    "XAF",
    "XOF",
    "XPF",
    "DJF",
    "GNF",
    "RWF",
    "BIF",
    "KMF",
    "CDF",
)
_RUPEES = ("INR", "PKR", "LKR", "NPR", "MUR", "SCR")
_PESOS = ("MXN", "ARS", "CLP", "COP", "PHP", "UYU", "DOP", "CUP")
_WON = ("KRW",)
_YEN_OR_YUAN = ("JPY", "CNY")

WRITTEN: Mapping[str, tuple[str, ...]] = {
    "$": DOLLARS, "dollar": DOLLARS, "dollars": DOLLARS,
    "us$": ("USD",), "$us": ("USD",), "dollars us": ("USD",),
    "u.s. dollars": ("USD",), "us dollars": ("USD",),
    "dollars américains": ("USD",), "american dollars": ("USD",),
    "c$": ("CAD",), "ca$": ("CAD",), "$ca": ("CAD",), "canadian dollars": ("CAD",),
    "dollars canadiens": ("CAD",), "a$": ("AUD",), "au$": ("AUD",),
    "australian dollars": ("AUD",), "dollars australiens": ("AUD",), "nz$": ("NZD",),
    "hk$": ("HKD",), "hong kong dollars": ("HKD",), "dollars de hong kong": ("HKD",),
    "s$": ("SGD",), "singapore dollars": ("SGD",), "nt$": ("TWD",),
    "€": ("EUR",), "euro": ("EUR",), "euros": ("EUR",),
    "£": ("GBP",), "pound": ("GBP",), "pounds": ("GBP",), "pounds sterling": ("GBP",),
    "sterling": ("GBP",), "livres sterling": ("GBP",),
    "¥": _YEN_OR_YUAN, "jp¥": ("JPY",), "cn¥": ("CNY",), "yen": ("JPY",), "yens": ("JPY",),
    "yuan": ("CNY",), "yuans": ("CNY",), "renminbi": ("CNY",), "rmb": ("CNY",), "元": ("CNY",),
    "円": ("JPY",), "₩": _WON, "won": _WON, "wons": _WON,
    "₹": ("INR",), "rs": _RUPEES, "rupee": _RUPEES, "rupees": _RUPEES, "roupies": _RUPEES,
    "indian rupees": ("INR",), "roupies indiennes": ("INR",),
    "franc": _FRANCS, "francs": _FRANCS, "swiss francs": ("CHF",), "francs suisses": ("CHF",),
    "french francs": ("FRF",), "francs français": ("FRF",), "kr": _CROWNS,
    "sfr": ("CHF",), "sfr.": ("CHF",), "rs.": _RUPEES,
    "swedish crowns": ("SEK",), "norwegian crowns": ("NOK",), "danish crowns": ("DKK",),
    "czech crowns": ("CZK",), "couronnes tchèques": ("CZK",),
    "saudi riyals": ("SAR",), "qatari riyals": ("QAR",), "riyals saoudiens": ("SAR",),
    "uae dirhams": ("AED",), "emirati dirhams": ("AED",), "moroccan dirhams": ("MAD",),
    "dirhams émiratis": ("AED",), "dirhams marocains": ("MAD",), "us dollar": ("USD",),
    "argentine pesos": ("ARS",), "chilean pesos": ("CLP",), "colombian pesos": ("COP",),
    "philippine pesos": ("PHP",), "pesos mexicains": ("MXN",), "south korean won": ("KRW",),
    "wons sud-coréens": ("KRW",), "brazilian reais": ("BRL",), "japanese yen": ("JPY",),
    "chinese yuan": ("CNY",), "new zealand dollars": ("NZD",), "taiwan dollars": ("TWD",),
    "dollars taïwanais": ("TWD",), "dollars singapouriens": ("SGD",),
    "dollars de singapour": ("SGD",),
    "british pounds": ("GBP",), "livre sterling": ("GBP",), "polish zlotys": ("PLN",),
    "turkish lira": ("TRY",), "livres turques": ("TRY",), "egyptian pounds": ("EGP",),
    "livres égyptiennes": ("EGP",), "south african rand": ("ZAR",), "rands": ("ZAR",),
    "swedish kronor": ("SEK",), "couronnes suédoises": ("SEK",),
    "norwegian kroner": ("NOK",), "couronnes norvégiennes": ("NOK",),
    "danish kroner": ("DKK",), "couronnes danoises": ("DKK",), "couronnes": _CROWNS,
    "skr": ("SEK",), "nkr": ("NOK",), "dkr": ("DKK",),
    "r$": ("BRL",), "reais": ("BRL",), "mx$": ("MXN",), "pesos": _PESOS,
    "mexican pesos": ("MXN",), "zł": ("PLN",), "zloty": ("PLN",), "zlotys": ("PLN",),
    "₽": ("RUB",), "roubles": ("RUB",), "rubles": ("RUB",), "₺": ("TRY",), "₪": ("ILS",),
    "shekels": ("ILS",), "฿": ("THB",), "₫": ("VND",), "₱": ("PHP",), "₦": ("NGN",),
    "₴": ("UAH",), "rand": ("ZAR",), "dirhams": ("AED", "MAD"), "riyals": ("SAR", "QAR"),
    "deutschmarks": ("DEM",), "deutsche mark": ("DEM",), "lire": ("ITL",), "lires": ("ITL",),
}  # fmt: skip
"""A sign or name in lower case, with the codes that it may mean, commonest first."""

EVERYDAY_WORDS = frozenset(
    [
        "all",
        "top",
        "try",
        "cup",
        "pen",
        "mad",
        "gel",
        "bob",
        "cop",
        "ron",
        "lak",
        "mop",
        "tops",
        "sos",
        "amd",
    ]
)
"""Codes that are also words: read as a currency only in capitals."""


def is_currency(code: str) -> bool:
    """Whether a code, in capitals, is one that may be stored."""
    return code in MINOR_DIGITS


def near(code: str) -> list[str]:
    """Up to three known codes that look like `code`, most alike first; its own letters before all.

    Letters that changed places are the commonest slip: `UDS` for `USD`.
    """
    from difflib import get_close_matches

    typed = code.upper()
    moved = [each for each in MINOR_DIGITS if sorted(each) == sorted(typed)]
    alike = get_close_matches(typed, list(MINOR_DIGITS), n=3, cutoff=0.5)
    return list(dict.fromkeys((*moved, *alike)))[:3]
