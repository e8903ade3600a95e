"""Who has committed what, and how far that has come; and how much of the round it covers."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from cli.pictures.course import Ends, Json, ends_of, unit_of
from cli.pictures.marks import standing
from cli.pictures.scales import linear
from cli.pictures.svg import (
    ACCENT,
    INK,
    LINE,
    QUIET,
    cut,
    element,
    linked,
    picture,
    words,
)

Address = Callable[[Json], str]
"""From a figure of `state --json` to the address that its row leads to."""

_ROW, _TOP, _BAR = 30, 46, 26


def ladder(
    figures: Sequence[Json],
    stages: Sequence[str],
    *,
    name: str = "Commitments by stage",
    names: Callable[[str], str] = str,
    width: int = 720,
    address: Address | None = None,
) -> str:
    """A row for each party: its stage on the ladder, its standing as a shape, its figure.

    `figures` are those of `state --json` to be shown, in this order; `stages` the rungs, in order.
    A stage that is none of them (withdrawn, lapsed) has a column of its own at the left. `names`
    gives the name of an element. Gives '' without figures.
    """
    if not figures:
        return ""
    wide = width >= 480
    rungs = [stage for stage in stages if wide or any(each["stage"] == stage for each in figures)]
    left, right = (150, 140) if wide else (92, 124)
    ended = [each for each in figures if each["stage"] and each["stage"] not in rungs]
    columns = (["ended"] if ended else []) + rungs
    gap = (width - left - right) / max(len(columns) - 1, 1)
    across = {stage: left + gap * place for place, stage in enumerate(columns)}
    inside = []
    for stage, x in across.items():
        bottom = _TOP + _ROW * len(figures) - 8
        inside.append(
            element("line", x1=x, x2=x, y1=_TOP - 6, y2=bottom, stroke=LINE, class_="grid")
        )
        label = stage.replace("_", " ")
        up = _TOP - 14 - 13 * (columns.index(stage) % 2)  # every second one higher: they are wide
        inside.append(words(label, x, up, size=11, anchor="middle", fill=QUIET, class_="tick"))
    for place, figure in enumerate(figures):
        y = _TOP + _ROW * place + 8
        inside.append(_row(figure, names(figure["element"]), across, y, width, left, address))
    height = _TOP + _ROW * len(figures) + 4
    return picture(inside, width=width, height=height, name=name, class_="ladder")


def _row(
    figure: Json,
    name: str,
    across: dict[str, float],
    y: float,
    width: float,
    left: float,
    address: Address | None,
) -> str:
    stage = figure["stage"] or ""
    x = across.get(stage, across.get("ended")) if stage else None
    value = figure["value"]["text"] if figure["value"] else "nothing left"
    said = f"{name}: {value}, {stage.replace('_', ' ') or 'no stage'}, {figure['standing']}"
    parts = [
        element("rect", x=0, y=y - 14, width=width, height=_ROW - 2, fill="transparent"),
        words(cut(name, int(left / 6.9)), 0, y + 4, size=13, fill=INK, class_="name"),
        words(
            cut(value, 18), width, y + 4, size=13, anchor="end", fill=INK, weight="600",
            class_="value",
        ),
    ]  # fmt: skip
    if x is not None:
        first = min(across.values())
        if stage in across:
            parts.append(
                element(
                    "line", x1=first, x2=x, y1=y, y2=y, stroke=ACCENT, stroke_width=2,
                    stroke_opacity="0.35", class_="way",
                )
            )  # fmt: skip
        parts.append(standing(figure["standing"], x, y, 6))
    return linked(element("g", *parts), said, address(figure) if address else None)


def coverage(
    sums: Sequence[Json],
    whole: Json | None,
    *,
    name: str = "Coverage of the round",
    width: int = 720,
) -> str:
    """For each stage how much of the round is at least so far: what is sure, and what may be.

    `sums` are the `derived` coverage of `state --json`, `whole` the figure of the round's size. A
    sum without an upper end fades out. Gives '' where no sum is a number.
    """
    drawn = [(each, ends) for each in sums if (ends := ends_of(each["value"]))]
    if not drawn:
        return ""
    size = ends_of(whole["value"]) if whole and whole["value"] else None
    if size is not None and whole and unit_of(whole["value"]) != unit_of(drawn[0][0]["value"]):
        size = None
    closed = [end for _, ends in drawn for end in ends if end is not None]
    most = max([*closed, *(end for end in (size or ()) if end is not None)]) * Decimal("1.08")
    left, right = (150, 140) if width >= 480 else (92, 124)
    x = linear(Decimal(0), most, left, width - right)
    inside = [_fade()]
    height = 12 + _BAR * len(drawn) + 16
    for place, (each, ends) in enumerate(drawn):
        inside += _bar(each, ends, 10 + _BAR * place, x, left, width, right)
    if size is not None and whole:
        at = x(size.stated)
        inside.append(
            element(
                "line", x1=at, x2=at, y1=4, y2=height - 16, stroke=INK, stroke_width=1.5,
                stroke_dasharray="2 3",
            )
        )  # fmt: skip
        inside.append(
            words(f"round {whole['value']['text']}", at, height - 3, size=11, anchor="middle",
                  fill=QUIET, class_="tick")
        )  # fmt: skip
    return picture(inside, width=width, height=height, name=name, class_="coverage")


def _fade() -> str:
    return element(
        "defs",
        element(
            "linearGradient",
            element("stop", offset="0", stop_color=ACCENT, stop_opacity="0.3"),
            element("stop", offset="1", stop_color=ACCENT, stop_opacity="0"),
            id="fade-coverage",
        ),
    )


def _bar(
    each: Json,
    ends: Ends,
    y: float,
    x: Callable[[Decimal], float],
    left: float,
    width: float,
    right: float,
) -> list[str]:
    stage = (each["stage"] or each["label"].rpartition(", ")[2]).replace("_", " ")
    low = x(ends.low or Decimal(0))
    high = width - right if ends.high is None else x(ends.high)
    said = f"at least {stage}: {each['value']['text']}"
    sure = element(
        "rect", x=left, y=y, width=max(low - left, 0), height=14, fill=ACCENT, class_="sure"
    )
    may_be = element(
        "rect", x=low, y=y, width=max(high - low, 0), height=14,
        fill="url(#fade-coverage)" if ends.high is None else ACCENT,
        fill_opacity=None if ends.high is None else "0.3", class_="may-be",
    )  # fmt: skip
    return [
        words(stage, 0, y + 12, size=13, class_="name"),
        linked(element("g", sure, may_be), said, None),
        words(
            cut(each["value"]["text"], 18), width, y + 12, size=13, anchor="end", weight="600",
            class_="value",
        ),
    ]  # fmt: skip
