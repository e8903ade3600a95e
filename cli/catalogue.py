"""The verbs that explain: `fields` (the catalogue), `schema` (of report files), `help`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli import asread
from cli.options import Asked, Reader, formats
from cli.output import Answer, answer, write, write_json
from cli.topics import LINES
from cli.topics import TOPICS as _OTHERS
from cli.words import listed, words
from domain.errors import NotFound

if TYPE_CHECKING:
    from cli.screen import Cell, Row, Screen
    from domain.fields import Field

COLUMNS = ("kind", "name", "label", "type", "headline", "stages", "words", "examples", "meaning")


@click.command(cls=Reader)
@click.argument("name", required=False)
@formats
def fields(name: str | None, shape: str | None) -> None:
    """What can be said of a deal: the kinds of element, and the fields of each.

    NAME is a kind (`party`) or a field (`commitment`, `party.commitment`); without it every field
    is listed. A field of the kind `any` belongs to every element.

    \b
      dealtrail fields party
      dealtrail fields commitment
      party  commitment  money  amazon.commitment = up to $50bn
    """
    found = _chosen(name)
    single = len({field.name for _, field in found}) == 1
    answer(
        Asked(policy="", shape=shape),
        Answer(
            columns=COLUMNS,
            rows=lambda: (_row(kind, field) for kind, field in found),
            whole=lambda: {
                "schema": "dealtrail.fields/1",
                "fields": [_json(kind, field) for kind, field in found],
            },
            each=lambda: (_json(kind, field) for kind, field in found),
            show=lambda screen: _show_one(screen, found) if single else _show_list(screen, found),
        ),
    )


def _chosen(name: str | None) -> "list[tuple[str, Field]]":
    from domain.fields import CATALOGUE, KINDS

    every = [(kind, field) for (kind, _), field in CATALOGUE.items()]
    if name is None:
        return every
    element, _, short = name.rpartition(".")
    found = [(kind, field) for kind, field in every if kind == name]
    found = found or [(kind, field) for kind, field in every if field.name == short]
    if element in KINDS:
        found = [(kind, field) for kind, field in found if kind in (element, "any")]
    if found:
        return found
    from domain.names import meant

    raise NotFound(
        "the catalogue has no such kind or field",
        code="E-NOTFOUND",
        seen=name,
        hint=meant(short, [*KINDS, *(field.name for _, field in every)], f"kinds: {listed(KINDS)}"),
    )


def _row(kind: str, field: "Field") -> dict[str, Any]:
    from domain.fields import STAGE_GROUPS

    return {
        "kind": kind,
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "headline": field.headline,
        "stages": STAGE_GROUPS.get(field.stages, ()),
        "words": list(field.words),
        "examples": "; ".join(field.examples),
        "meaning": field.meaning,
    }


def _json(kind: str, field: "Field") -> dict[str, Any]:
    from domain.fields import COMPARISONS, STAGE_GROUPS, synonyms

    return {
        "kind": kind,
        "name": field.name,
        "label": field.label,
        "meaning": field.meaning,
        "type": field.type,
        "headline": field.headline,
        "context": field.context,
        "stages": list(STAGE_GROUPS.get(field.stages, ())),
        "units": list(field.units or filter(None, (field.unit,))),
        "denominator": field.denominator or None,
        "bases": list(field.bases),
        "words": {word: synonyms(written) for word, written in field.words.items()},
        "targets": list(field.targets),
        "compare": COMPARISONS[field.compare],
        "adds": field.adds or None,
        "adds_to": list(field.adds_to),
        "equals": list(field.equals),
        "examples": list(field.examples),
    }


def _show_list(screen: "Screen", found: "Sequence[tuple[str, Field]]") -> None:
    from cli.screen import Across, Col
    from domain.fields import KINDS

    columns = [Col(title=""), Col(title="type"), Col(title="meaning", least=24)]
    if screen.fits(110):
        columns.append(Col(title="as people write it", least=24))
    rows: list[Row] = []
    section = None
    for kind, field in found:
        if kind != section:
            section = kind
            meaning = KINDS[kind].meaning if kind in KINDS else "Fields of every element."
            rows += [Across(parts=("",)), Across(parts=((kind, "bold"), f"  {meaning}"), hang=2)]
        name = (f"  {field.name}", "bold" if field.headline else "")
        cells: list[Cell] = [name, words(field.type), field.meaning, field.examples[0]]
        rows.append(cells[: len(columns)])
    screen.table(columns, rows)
    screen.line()
    screen.line(("'dealtrail fields NAME' tells all about one; the main ones are bold", "dim"))


def _show_one(screen: "Screen", found: "Sequence[tuple[str, Field]]") -> None:
    from cli.screen import Col

    kinds: dict[int, list[str]] = {}
    for kind, field in found:
        kinds.setdefault(id(field), []).append(kind)
    for place, field in enumerate({id(field): field for _, field in found}.values()):
        if place:
            screen.line()
        label = "" if field.label == words(field.name) else f"  {field.label}"
        screen.line((field.name, "bold"), label)
        screen.line(field.meaning, indent=2)
        screen.line()
        rows: list[Row] = [
            [(f"  {part}", "dim"), shown] for part, shown in _told(kinds[id(field)], field) if shown
        ]
        screen.table([Col(title=""), Col(title="", least=30)], rows)


def _told(kinds: Iterable[str], field: "Field") -> Iterator[tuple[str, str]]:
    from domain.fields import COMPARISONS, DENOMINATORS, STAGE_GROUPS, synonyms

    yield "of", listed(kinds)
    yield "type", words(field.type)
    yield "units", listed(map(words, field.units or filter(None, (field.unit,))))
    yield "percent of", DENOMINATORS.get(field.denominator, field.denominator)
    yield "counted", listed(map(words, field.bases))
    yield "points to", listed(map(words, field.targets))
    yield "stages", listed(map(words, STAGE_GROUPS.get(field.stages, ())))
    yield "compared", COMPARISONS[field.compare]
    yield "in sums", field.adds
    yield "adds to", listed(field.adds_to)
    yield "equals", listed(field.equals)
    for place, (word, written) in enumerate(field.words.items()):
        said = f"{word}: {listed(synonyms(written), 6)}" if written else word
        yield "words" if not place else "", said
    for place, example in enumerate(field.examples):
        yield "examples" if not place else "", example


@click.command(cls=Reader)
def schema() -> None:
    """The JSON Schema of report files, for editors and other programs.

    \b
      dealtrail schema > dealtrail.schema.json
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        …
    """
    from domain.schema import schema as schema_of

    write_json(schema_of())


# -- help ----------------------------------------------------------------------------------------

TOPICS = {**asread.TOPICS, **_OTHERS}


def text_of(topic: str) -> str:
    """What `dealtrail help TOPIC` prints."""
    return asread.text_of(topic) if topic in asread.TOPICS else TOPICS[topic]


@click.command(cls=Reader)
@click.argument("topic", required=False)
@click.pass_context
def help_(context: click.Context, topic: str | None) -> None:
    """Help on a topic, or on a verb.

    Topics: dates, amounts, claims, stages, sourcing, clocks, files, completion, environment,
    exit-codes.

    \b
      dealtrail help dates
      Dates may be as imprecise as the report: what is not known is not made up.
    """
    parent = context.parent
    group = parent.command if parent else None
    if topic in TOPICS:
        write(text_of(topic))
    elif topic is None:
        write("Topics:\n")
        write("".join(f"  dealtrail help {name:<12}  {LINES[name]}\n" for name in TOPICS))
        write("\n'dealtrail help VERB' is the same as 'dealtrail VERB --help'.\n")
    elif parent and isinstance(group, click.Group) and (verb := group.get_command(parent, topic)):
        write(verb.get_help(click.Context(verb, info_name=topic, parent=parent)) + "\n")
    else:
        from domain.names import meant

        verbs = group.list_commands(parent) if parent and isinstance(group, click.Group) else []
        raise NotFound(
            "there is no help on that",
            code="E-NOTFOUND",
            seen=topic,
            hint=meant(topic, [*TOPICS, *verbs], f"topics: {listed(TOPICS)}"),
        )
