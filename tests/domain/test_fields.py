import itertools
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pytest

from domain import fields
from domain.fields import Field, Kind

ENTRIES = fields.every_field()
CHOICES = [field for field in ENTRIES if field.type in ("choice", "choices")]
REFERENCES = [field for field in ENTRIES if field.type in ("ref", "refs", "text_or_ref")]

# Enough to tell the French examples, in which most words with an accent need no mention.
FRENCH = """
    Abou actions amiable amicale ans aucun aucune avril calcul capital cession commercial
    communiqué concurrence concurrent confidentiel contrat conseil cours d de des deux dividende
    du emplois en engagement environ et ferme fin fois fusion immédiatement ira janvier jours l la
    le les mai mars milliard milliards millions n nanti non novembre octobre offre onze option par
    participantes particuliers pas plafond plusieurs postes pour prime quorum rang recrutement
    rupture semestre tendues tout toute trois un une veut
"""
FRENCH_WORDS = set(FRENCH.split())
FRENCH_SIGNS = (*"éèêàçÉ€", "M$", "Md$", " %")


def name_of(field: object) -> str:
    return f"{'|'.join(field.kinds)}.{field.name}" if isinstance(field, Field) else str(field)


def is_french(example: str) -> bool:
    text = example.split(" = ", 1)[1]
    words = set(text.replace("'", " ").split())
    return bool(words & FRENCH_WORDS) or any(sign in text for sign in FRENCH_SIGNS)


def a_mascot() -> Field:
    return Field(
        name="mascot",
        kinds=("party",),
        type="choice",
        label="mascot",
        meaning="The animal on its badge.",
        compare="ex",
        words={"owl": "hibou | chouette", "polar_bear": "ours-polaire"},
        examples=("acme.mascot = owl", "acme.mascot = hibou"),
    )


@pytest.mark.parametrize("field", ENTRIES, ids=name_of)
def test_an_entry_says_in_plain_words_what_the_field_is(field: Field) -> None:
    assert field.name.isidentifier()
    assert field.label
    assert not field.label[0].isupper()
    assert field.meaning[0].isupper()
    assert field.meaning.endswith(".")


@pytest.mark.parametrize("field", ENTRIES, ids=name_of)
def test_an_entry_is_of_known_kinds_with_a_known_type_and_comparison(field: Field) -> None:
    assert field.kinds
    assert set(field.kinds) <= {"any", *fields.KINDS}
    assert field.type in fields.TYPES
    assert field.compare in fields.COMPARISONS
    assert field.stages in fields.STAGE_GROUPS


@pytest.mark.parametrize("field", ENTRIES, ids=name_of)
def test_values_of_one_type_compare_in_one_way(field: Field) -> None:
    ways: Mapping[str, str] = {
        **dict.fromkeys(("money", "per_share", "percent", "quantity", "period", "count"), "iv"),
        "choice": "ex",
        "choices": "set",
        "ref": "ex",
        "refs": "set",
        "date": "di",
        "text": "tx",
        "text_or_ref": "tx",
        "condition": "tree",
        "consideration": "parts",
    }
    exact = field.name == "sequence"
    assert field.compare == ("ex" if exact else ways[field.type])


@pytest.mark.parametrize("field", ENTRIES, ids=name_of)
def test_an_entry_has_examples_in_english_and_in_french_that_name_it(field: Field) -> None:
    for example in field.examples:
        place, equals, text = example.partition(" = ")
        element, dot, name = place.partition(".")
        assert equals
        assert dot
        assert name == field.name
        assert text.strip() == text != ""
        assert element == element.lower().strip("-")
        assert element.replace("-", "").isalnum()
    assert len(set(field.examples)) == len(field.examples)
    assert not is_french(field.examples[0])
    assert is_french(field.examples[-1])


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_no_synonym_of_a_choice_means_two_words_or_is_listed_twice(field: Field) -> None:
    said = [
        fields.plain(text)
        for word, written in field.words.items()
        for text in (word, *fields.synonyms(written))
    ]
    assert sorted(said) == sorted(set(said))


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_every_word_of_a_choice_has_synonyms_in_lower_case_and_is_not_yaml_for_something_else(
    field: Field,
) -> None:
    assert field.words
    for word, written in field.words.items():
        assert written
        assert word.isidentifier()
        assert word not in ("yes", "no", "on", "off", "true", "false", "null", "none", "other")
        for synonym in fields.synonyms(written):
            assert synonym == unicodedata.normalize("NFC", synonym.lower())
            assert synonym == " ".join(synonym.split()) != ""
            assert "|" not in synonym


def test_no_two_synonyms_run_into_one_where_a_line_of_them_ends() -> None:
    for path in Path(fields.__file__).parent.glob("*.py"):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        for line, following in itertools.pairwise(lines):
            if line.startswith('"') and " | " in line and following.startswith('"'):
                assert line.endswith((' | "', ","))


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_every_way_of_saying_a_word_is_understood(field: Field) -> None:
    for word, written in field.words.items():
        spelled = (word, word.replace("_", " "), word.replace("_", "-"))
        for text in (*spelled, *fields.synonyms(written)):
            assert fields.choice_for(field, text) == word
            assert fields.choice_for(field, f"  {text.upper()} ") == word


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_the_examples_of_a_choice_say_one_of_its_words_or_that_there_is_none(field: Field) -> None:
    for example in field.examples:
        text = example.split(" = ", 1)[1]
        if text != "none yet":
            assert set(fields.choices_for(field, text) or ("?",)) <= set(field.words)


@pytest.mark.parametrize("field", CHOICES, ids=name_of)
def test_a_choice_takes_other_for_what_it_has_no_word_for_but_a_stage_does_not(
    field: Field,
) -> None:
    assert fields.choice_for(field, "Other") == (None if field.name == "stage" else "other")
    assert fields.choice_for(field, "autre") == (None if field.name == "stage" else "other")


@pytest.mark.parametrize("field", REFERENCES, ids=name_of)
def test_a_reference_points_to_kinds_that_exist(field: Field) -> None:
    assert field.targets
    assert set(field.targets) <= {"any", *fields.KINDS}


def test_only_choices_have_words_and_only_references_and_trees_have_targets() -> None:
    pointing = {"ref", "refs", "text_or_ref", "condition", "consideration"}
    for field in ENTRIES:
        assert bool(field.words) == (field.type in ("choice", "choices"))
        assert bool(field.targets) == (field.type in pointing)


def test_counts_have_a_unit_quantities_have_units_and_percentages_a_denominator() -> None:
    for field in ENTRIES:
        assert bool(field.unit) == (field.type == "count" or len(field.units) == 1)
        assert bool(field.units) == (field.type == "quantity")
        assert {field.unit, *field.units} - {""} <= set(fields.UNITS)
        assert bool(field.denominator) == (field.type == "percent")
        assert {field.denominator} - {""} <= set(fields.DENOMINATORS)
        assert {*field.bases, *field.over} <= set(fields.BASES)


def test_what_is_inside_another_field_is_inside_one_of_the_same_kind() -> None:
    for field in ENTRIES:
        if field.inside:
            kind, name = field.inside.split(".")
            whole = fields.CATALOGUE[kind, name]
            assert (kind,) == field.kinds
            assert whole.type == field.type == "money"


def test_a_field_is_no_headline_if_it_is_context_and_only_money_flows() -> None:
    for field in ENTRIES:
        assert not (field.headline and field.context)
        assert field.type == "money" or not field.flow
        assert not (field.context and field.adds)


def test_each_kind_is_described_and_stands_at_known_stages() -> None:
    assert len(fields.KINDS) == 16
    for name, kind in fields.KINDS.items():
        assert isinstance(kind, Kind)
        assert kind.name == name
        assert kind.label
        assert kind.meaning.endswith(".")
        assert kind.examples
        assert kind.stages in set(fields.STAGE_GROUPS.values())
        assert any(name in field.kinds for field in ENTRIES)


def test_an_entry_is_written_once_and_none_hides_another() -> None:
    places = [(kind, field.name) for field in ENTRIES for kind in field.kinds]
    assert sorted(places) == sorted(fields.CATALOGUE)
    every = {field.name for field in ENTRIES if field.kinds == ("any",)}
    own = {field.name for field in ENTRIES if field.kinds != ("any",)}
    assert not every & own


def test_the_stages_are_a_ladder_and_its_ends() -> None:
    assert (*fields.LADDER, *fields.ENDS) == tuple(fields.STAGES) == fields.STAGE_GROUPS["all"]
    assert fields.STAGE_GROUPS["neg"] == (
        *("mentioned", "considering", "in_talks", "offered", "agreed", "signed"),
        *fields.ENDS,
    )
    assert fields.STAGE_GROUPS["pay"] == (*fields.LADDER[1:], *fields.ENDS)
    assert fields.STAGE_GROUPS[""] == ()


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("in_talks", "in_talks"),
        ("In talks", "in_talks"),
        ("talks", "in_talks"),
        ("en discussions", "in_talks"),
        ("en pourparlers", "in_talks"),
        ("discute", "in_talks"),
        ("weighs", "considering"),
        ("envisage", "considering"),
        ("pulled out", "withdrawn"),
        ("retiré", "withdrawn"),
        ("s’est retirée", "withdrawn"),
        (unicodedata.normalize("NFD", "Signé"), "signed"),
        ("an offer", "offered"),
        ("accord de principe", "agreed"),
        ("versé", "paid"),
        ("bouclé", "closed"),
        ("talks collapsed", "talks_ended"),
        ("devenue caduque", "lapsed"),
    ],
)
def test_a_stage_is_understood_as_reporters_write_it(text: str, stage: str) -> None:
    assert fields.stage_for(text) == stage
    field = fields.find("party", "stage")
    assert field is not None
    assert fields.choice_for(field, text) == stage


@pytest.mark.parametrize("text", ["", "in talk", "announced", "retire", "not in talks", "other"])
def test_a_stage_is_never_guessed(text: str) -> None:
    assert fields.stage_for(text) is None


def test_several_words_of_one_choice_are_read_from_a_list() -> None:
    form = fields.CATALOGUE["party", "payment_form"]
    assert fields.choices_for(form, "chips and capacity") == ("chips", "compute")
    assert fields.choices_for(form, "numéraire, puces et prestations") == (
        *("cash", "chips", "services"),
    )
    assert fields.choices_for(form, "cash and carrots") is None
    assert fields.choices_for(form, "") is None
    relief = fields.CATALOGUE["lawsuit", "relief"]
    assert fields.choices_for(relief, "dommages et intérêts") == ("damages",)


def test_a_field_is_found_under_its_kind_or_under_any() -> None:
    assert fields.find("party", "commitment") is fields.CATALOGUE["party", "commitment"]
    assert fields.find("party", "deadline") is fields.CATALOGUE["any", "deadline"]
    assert fields.find("offer", "commitment") is None
    assert fields.key("party", "commitment") == ("party", "commitment")
    assert fields.key("party", "deadline") == ("any", "deadline")
    assert fields.key("offer", "commitment") is None


def test_one_name_may_be_a_field_of_several_kinds() -> None:
    assert fields.kinds_with("price_per_share") == ("round", "offer")
    assert fields.kinds_with("commitment") == ("party",)
    assert fields.kinds_with("stage") == ()
    assert fields.kinds_with("mascot") == ()
    assert fields.find("offer", "price_per_share") is not fields.find("round", "price_per_share")


def test_the_kind_of_a_new_element_follows_from_a_field_that_only_one_kind_has() -> None:
    assert fields.kind_for("amazon", "commitment") == "party"
    assert fields.kind_for("bid-a", "target") == "offer"
    assert fields.kind_for("aws-compute", "total_value") == "linked_deal"
    assert fields.kind_for("thing", "amount") is None
    assert fields.kind_for("thing", "stage") is None
    assert fields.kind_for("valuation", "stage") == "valuation"


def test_the_fields_of_a_kind_are_its_own_and_those_of_every_kind() -> None:
    names = [field.name for field in fields.fields_of("tranche")]
    assert names[:2] == ["payment_form", "amount"]
    assert {"amount", "payer", "stage", "within", "condition"} <= set(names)
    assert "commitment" not in names
    assert fields.refers("valuation")["company"] == ("party",)
    assert fields.refers("valuation")["within"] == ("any",)


def test_a_raise_is_rooted_in_a_round_and_every_other_deal_in_itself() -> None:
    types = fields.CATALOGUE["deal", "type"].words
    assert set(fields.RAISES) <= set(types)
    assert fields.root_of("funding_round") == "round"
    assert fields.root_of("take_private") == "deal"
    assert {fields.RESERVED[fields.root_of(word)] for word in types} == {"deal", "round"}


def test_units_and_bases_are_understood_where_the_field_has_them() -> None:
    quantity = fields.CATALOGUE["linked_deal", "quantity"]
    stake = fields.CATALOGUE["party", "stake"]
    premium = fields.CATALOGUE["offer", "premium"]
    assert fields.unit_for(quantity, "gigawatts") == "GW"
    assert fields.unit_for(quantity, "jobs") is None
    assert fields.unit_for(fields.CATALOGUE["round", "instalments"], "versements") == "payments"
    assert fields.basis_for(stake, "as-converted") == "as_converted"
    assert fields.basis_for(stake, "des droits de vote") == "voting"
    assert fields.basis_for(stake, "votes cast") is None
    assert fields.basis_for(fields.CATALOGUE["party", "share_of_round"], "unspecified")
    assert fields.over_for(premium, "cours de clôture") == "last_close"


@pytest.mark.parametrize("words", [fields.UNITS, fields.BASES])
def test_no_unit_or_basis_is_said_twice_within_a_field(
    words: Mapping[str, str],
) -> None:
    for field in ENTRIES:
        allowed = [word for word in (*field.units, *field.bases, *field.over) if word in words]
        written = [text for word in allowed for text in (word, *fields.synonyms(words[word]))]
        said = [fields.plain(text) for text in written]
        assert sorted(said) == sorted(set(said))


def test_a_field_added_to_the_catalogue_is_there_for_everyone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mascot = a_mascot()
    monkeypatch.setitem(fields.CATALOGUE, ("party", "mascot"), mascot)
    assert fields.find("party", "mascot") is mascot
    assert fields.find("offer", "mascot") is None
    assert fields.kinds_with("mascot") == ("party",)
    assert fields.kind_for("acme", "mascot") == "party"
    assert mascot in fields.fields_of("party")
    assert mascot in fields.every_field()
    assert fields.choice_for(mascot, "the Polar bear") == "polar_bear"
    assert fields.choice_for(mascot, "ours polaire") == "polar_bear"
    assert fields.choice_for(mascot, "une chouette") == "owl"


def test_the_catalogue_is_read_without_heavy_libraries() -> None:
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, domain.record; before = set(sys.modules); import domain.fields; "
            "print([m for m in set(sys.modules) - before if not m.startswith('domain.')])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "[]"


# -- sums ----------------------------------------------------------------------------------------


def test_what_adds_up_names_references_and_fields_that_there_are() -> None:
    for field in ENTRIES:
        for path in field.adds_to:
            head, name = path.split(".")
            assert all(fields.find(kind, head) for kind in field.kinds), path
            wholes = [fields.CATALOGUE[kind, name] for kind in fields.kinds_with(name)]
            assert any(whole.type == field.type for whole in wholes), path
        assert not (field.adds_to or field.equals) or field.adds


def test_an_equation_is_of_numbers_of_one_element_or_along_one_reference() -> None:
    numbers = {"money", "per_share", "percent", "count", "consideration"}
    for field in ENTRIES:
        for formula in field.equals:
            assert len({sign for sign in "+*" if sign in formula}) <= 1
            for part in formula.replace("*", "+").split("+"):
                path, _, basis = part.strip().removesuffix("?").partition("@")
                head, _, name = path.rpartition(".")
                kinds = field.kinds
                if head:
                    kinds = (head,) if head in fields.RESERVED else fields.kinds_with(name)
                    assert head in fields.RESERVED or fields.find(field.kinds[0], head), path
                part_of = [fields.CATALOGUE.get((kind, name)) for kind in kinds]
                assert any(each and each.type in numbers for each in part_of), path
                for each in part_of:
                    if each and each.type == "percent" and basis:
                        assert basis in {"unspecified", *each.bases}
