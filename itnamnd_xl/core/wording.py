"""Verdicts as Swedish sentences: what was found, and why. The words of the report, nothing computed here."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import Direction
from itnamnd_xl.core.mixing import EQUAL
from itnamnd_xl.core.model import Level, Relation
from itnamnd_xl.core.swedish import MOST_DECIMALS, NBSP, amount, decimal_of, listing, number, percent

if TYPE_CHECKING:
    from itnamnd_xl.core.allocation import Allocation
    from itnamnd_xl.core.assessment import Attainment, GoalAssessment, IndicatorAssessment
    from itnamnd_xl.core.model import AllocationKey, Quantity, Rules, Target

# What is less than half of this would be told as nothing, though something is missing.
LEAST_TOLD = Decimal("0.001")
# The key of an allocation by itself, which nobody named.
GIVEN_KEY = "nyckel"
MARKS = {Level.ACHIEVED: "●", Level.PARTLY: "▲", Level.NOT: "■", Level.NO_VALUE: "○", Level.NOT_ASSESSED: "○"}
INDICATOR_WORDS = {
    Level.ACHIEVED: "Uppnådd",
    Level.PARTLY: "Delvis uppnådd",
    Level.NOT: "Ej uppnådd",
    Level.NO_VALUE: "Saknar värde",
    Level.NOT_ASSESSED: "Ej bedömd",
}
GOAL_WORDS = {
    Level.ACHIEVED: "Uppnås",
    Level.PARTLY: "Uppnås delvis",
    Level.NOT: "Uppnås ej",
    Level.NO_VALUE: "Saknar värde",
    Level.NOT_ASSESSED: "Ej bedömt",
}
# What is said of a board's goal where it has no other.
ONLY_GOAL = {
    Level.ACHIEVED: "uppnås",
    Level.PARTLY: "uppnås delvis",
    Level.NOT: "uppnås ej",
    Level.NO_VALUE: "kan inte bedömas",
    Level.NOT_ASSESSED: "kan inte bedömas",
}
# What stands before the number that a result is held against.
RELATION_WORDS = {
    Relation.AT_LEAST: "minst",
    Relation.AT_MOST: "högst",
    Relation.ABOVE: "mer än",
    Relation.BELOW: "mindre än",
}


# What each setting is called in a sheet, and what it means.
SETTING_WORDS = {
    "partial_threshold": (
        "Gräns för delvis uppnådd",
        "Andel av målvärdet från vilken en indikator räknas som delvis uppnådd",
    ),
    "absolute_tolerance": (
        "Tolerans vid målvärdet noll",
        "Hur långt från noll en indikator får vara och ändå räknas som delvis uppnådd",
    ),
    "missing_counts": (
        "Saknat värde räknas emot målet",
        "Om en indikator utan värde räknas tillsammans med dem som inte uppnås",
    ),
    "key": (
        "Fördelningsnyckel",
        "Det som resultatet fördelas efter: folkmängd, andel, lika … eller flera: folkmängd 60 %, datorer 40 %",
    ),
    "key_date": (
        "Nyckeldatum",
        "Datum för nyckelns värden; utan datum används 31 december två år före räkenskapsåret",
    ),
    "minimum_share": (
        "Lägsta andel per medlem",
        "Så stor del av det som fördelas bär varje medlem minst; resten fördelas enligt nyckeln mellan de övriga",
    ),
    "minimum_amount": ("Lägsta belopp per medlem, kr", "Så mycket bär varje medlem minst, i kronor"),
    "comment_share": (
        "Gräns för kommentar, andel av budget",
        "En avvikelse som är större än både den här andelen av budgeten och beloppsgränsen ska ha en kommentar",
    ),
    "comment_amount": (
        "Gräns för kommentar, kr",
        "En avvikelse som är större än både det här beloppet, i kronor, och andelsgränsen ska ha en kommentar",
    ),
    "host": ("Värdkommun", "Den kommun vars andel är intern och inte faktureras"),
    "invoice": (
        "Faktura för resultatet",
        "Den faktura som över- eller underskottet läggs på; utan uppgift den första året efter räkenskapsåret",
    ),
    "board": ("Nämnd", "Nämndens eller förbundets namn"),
    "year": ("Räkenskapsår", "Det år som beräkningen gäller"),
    "period": ("Period", "helår eller delår; vid delår används helårsprognosen där den finns"),
    "default_unit": ("Enhet utan angivelse", "Den enhet som belopp antas ha när ingen är angiven"),
    "dash_is_zero": (
        "Streck betyder noll",
        "Om ett ensamt streck i en beloppskolumn är noll eller saknat värde",
    ),
}


# What a target asks of the result.
RELATION_WORDS = {
    Relation.AT_LEAST: "minst",
    Relation.AT_MOST: "högst",
    Relation.ABOVE: "mer än",
    Relation.BELOW: "mindre än",
}
# What is said of a column that is not to be used, or is not.
UNUSED = "används inte"
# The row of the settings that names the other workbooks of the case, for whoever computes it from within one of them.
OTHER_WORKBOOKS = (
    "Arbetsböcker",
    "För knappen i Excel: de andra arbetsböckerna i beräkningen, till exempel folkmangd.xlsx. De ska vara öppna.",
)


def turning_text(goal: GoalAssessment) -> str:
    """Say in Swedish at which threshold a goal's verdict would be another; empty where none would."""
    if goal.turns_at is None or goal.turns_to is None:
        return ""
    limit = f"över {percent(goal.turns_at)}" if goal.turns_above else f"på högst {percent(goal.turns_at)}"
    name = f"bedömningen av ”{goal.goal.name}”" if goal.goal.name else "bedömningen"
    return f"Med en gräns {limit} blir {name} i stället {GOAL_WORDS[goal.turns_to].lower()}."


def indicator_text(assessed: IndicatorAssessment, rules: Rules) -> str:
    """Say in Swedish why an indicator has its level."""
    word = INDICATOR_WORDS[assessed.level]
    used, target = assessed.used, assessed.indicator.target
    if assessed.rule == "I2" and used is None:
        return f"{word}: varken resultat eller målvärde är angivet; arbetsbokens egen bedömning används."
    if assessed.rule == "I1" or used is None or used.value is None:
        return f"{word}: {_why_no_result(used)}."
    if assessed.rule == "I2" or target is None or assessed.bound is None:
        return (
            f"{word}: målvärdet saknas eller kan inte läsas; arbetsbokens egen bedömning används, om det finns någon."
        )
    result, goal = amount(used.value, used.unit), amount(assessed.bound, target.unit)
    kind = "prognosen" if assessed.used_forecast else "resultatet"
    if target.relation is Relation.IS:
        return f"{word}: {kind} är ”{used.text}”, målvärdet är ”{target.text}”."
    if assessed.rule == "I3":
        return f"{word}: {kind} {result} uppfyller målvärdet {target_text(target, assessed.bound)}."
    if not assessed.bound and rules.absolute_tolerance > 0:
        return (
            f"{word}: {kind} {result} uppfyller inte målvärdet {goal} "
            f"(toleransen vid målvärdet noll är {amount(rules.absolute_tolerance, used.unit)})."
        )
    if not assessed.bound:
        return (
            f"{word}: {kind} {result} uppfyller inte målvärdet {goal}; "
            "vid målvärdet noll finns ingen zon för delvis uppnådd."
        )
    return f"{word}: {_against_limit(assessed, rules, result, goal, kind)}."


def _against_limit(assessed: IndicatorAssessment, rules: Rules, result: str, goal: str, kind: str) -> str:
    """Say how near a result comes to its target, beside how near it has to come."""
    is_partly = assessed.level is Level.PARTLY
    if has_share(assessed) and assessed.ratio is not None:
        share, limit = _on_its_side(assessed.ratio, rules.partial_threshold, is_within=is_partly, is_least=True)
        if is_partly and 0 < 1 - assessed.ratio <= LEAST_TOLD / 2:
            share = f"mer än {percent(1 - LEAST_TOLD)}"
        return f"{result} är {share} av målvärdet {goal} (gränsen är {limit})"
    short = assessed.shortfall or Decimal(0)
    over, allowed = _on_its_side(Fraction(short), 1 - rules.partial_threshold, is_within=is_partly, is_least=False)
    if is_partly and 0 < short < LEAST_TOLD / 2:
        over = f"mindre än {percent(LEAST_TOLD)}"
    return f"{kind} {result} avviker {over} från målvärdet {goal} (högst {allowed} för delvis uppnådd)"


def has_share(assessed: IndicatorAssessment) -> bool:
    """Say whether a result can be told as a share of its target: of a negative one a larger share is worse."""
    return assessed.ratio is not None and assessed.bound is not None and assessed.bound > 0


def _on_its_side(value: Fraction, limit: Decimal, *, is_within: bool, is_least: bool) -> tuple[str, str]:
    """Write a share and its limit with as many decimals as show on which side of the limit it is.

    Args:
        value: the share.
        limit: its limit; what is as large is within it.
        is_within: whether it is so; the limit is then the least that is where it `is_least`, else the most.
        is_least: see `is_within`.
    """
    for places in range(1, MOST_DECIMALS + 1):
        shown, bound = (decimal_of(Fraction(one), places + 2) for one in (value, limit))
        if (shown >= bound if is_least else shown <= bound) is is_within:
            return percent(value, places), percent(limit, places)
    return f"{'mindre' if is_least else 'mer'} än {percent(limit)}", percent(limit)


def _why_no_result(used: Quantity | None) -> str:
    """Tell a result that is not there, or is said not to be, from figures that no result could be read from."""
    if used is not None and any(map(str.isdigit, used.text)):
        return f"i cellen står ”{used.text}”, som inte kan läsas som ett resultat; se meddelandet om cellen"
    return "inget resultat är angivet"


def target_text(target: Target, bound: Decimal) -> str:
    """Write a target's condition in Swedish words: högst 20 st."""
    if target.relation is Relation.BETWEEN and target.value is not None and target.upper is not None:
        return f"{amount(target.value, None)}–{amount(target.upper, target.unit)}"
    return f"{RELATION_WORDS.get(target.relation, '')} {amount(bound, target.unit)}".strip()


def goal_text(goal: GoalAssessment, rules: Rules) -> str:
    """Say in Swedish why a goal has its verdict."""
    counts = goal.counts
    total = counts.total() - (0 if rules.missing_counts else counts[Level.NO_VALUE])
    subject = "Nämndmålet" if goal.goal.name else "Indikatorerna utan nämndmål"
    if goal.rule == "G0":
        return (
            f"{subject} kan inte bedömas eftersom {_why_not_assessed(goal)}. Det ingår inte i den samlade bedömningen."
        )
    if goal.rule == "G1":
        every = {1: "den enda indikatorn", 2: "båda indikatorerna"}.get(total, f"alla {total} indikatorer")
        return f"{subject} uppnås: {every} är {'uppnådd' if total == 1 else 'uppnådda'}."
    reached = counts[Level.ACHIEVED] + counts[Level.PARTLY]
    if goal.rule == "G2" and total == 1:
        return f"{subject} uppnås delvis: den enda indikatorn uppnås delvis."
    if goal.rule == "G2":
        return (
            f"{subject} uppnås delvis: {reached} av {total} indikatorer uppnås helt eller delvis (minst hälften krävs)."
        )
    missing = counts[Level.NO_VALUE] if rules.missing_counts else 0
    if total == 1:
        return f"{subject} uppnås ej: den enda indikatorn {'saknar värde' if missing else 'uppnås inte'}."
    lacking = f", varav {missing} saknar värde" if missing else ""
    return f"{subject} uppnås ej: {total - reached} av {total} indikatorer uppnås inte{lacking}."


def _why_not_assessed(goal: GoalAssessment) -> str:
    return "ingen indikator har något värde" if goal.counts else "det saknar indikatorer"


def board_text(attainment: Attainment) -> str:
    """Sum up the board's goals as the report does."""
    counts = attainment.counts
    total = counts.total()
    if total == 0:
        return "Inget nämndmål finns att bedöma. " + _ratio_text(attainment)
    if total == 1:
        only = next(level for level in counts if counts[level])
        return f"Nämndens enda mål {ONLY_GOAL[only]}. {_ratio_text(attainment)}".strip()
    verdicts = [
        f"{counts[level]} {word}"
        for level, word in (
            (Level.ACHIEVED, "uppnås"),
            (Level.PARTLY, "uppnås delvis"),
            (Level.NOT, "uppnås ej"),
            (Level.NOT_ASSESSED, "är ej bedömt" if counts[Level.NOT_ASSESSED] == 1 else "är ej bedömda"),
        )
        if counts[level]
    ]
    verb, rest = verdicts[0].split(" ", 1)[1].split(" ", 1)[0], verdicts
    first = f"{verdicts[0].split(' ', 1)[0]}{verdicts[0].split(' ', 1)[1].removeprefix(verb)}"
    head = f"Av {number(total)} nämndmål {verb} {listing([first, *rest[1:]])}."
    overall = {
        Level.ACHIEVED: "Sammantaget uppnås nämndmålen.",
        Level.PARTLY: "Sammantaget uppnås nämndmålen delvis.",
        Level.NOT: "Sammantaget uppnås nämndmålen ej.",
    }.get(attainment.level, "Nämndmålen kan inte bedömas sammantaget.")
    return f"{head} {overall} {_ratio_text(attainment)}".strip()


def _ratio_text(attainment: Attainment) -> str:
    ratio = attainment.indicator_ratio
    if ratio is None:
        return ""
    achieved, total = attainment.indicator_counts[Level.ACHIEVED], attainment.indicator_counts.total()
    if total == 1:
        return f"Den enda indikatorn är {'' if achieved else 'inte '}uppnådd."
    return f"{achieved} av {total} indikatorer är uppnådda ({percent(ratio)})."


def shares_text(allocation: Allocation) -> str:
    """List the members' parts, as Lekeberg 356 tkr och Laxå 231 tkr."""
    return listing([f"{share.member} {amount(share.amount, allocation.unit)}" for share in allocation.shares])


def genitive(name: str) -> str:
    """Give a name's genitive: Lekebergs, Degerfors."""
    return name if name[-1:].casefold() in ("s", "x", "z") else f"{name}s"


def key_text(allocation: Allocation) -> str:
    """Name the key with its date: folkmängd 2021-12-31."""
    return dated_key(allocation.key)


def dated_key(key: AllocationKey) -> str:
    """Name a key with its date; that of a mix stands by itself, for it is no part of the last weight."""
    if key.date is None:
        return key.name
    return f"{key.name} ({key.date.isoformat()})" if "," in key.name else f"{key.name} {key.date.isoformat()}"


def invoice_text(stated: str | None, year: int | None) -> str:
    """Name the invoice that the result is put on: the one that is stated, else the first of the year after."""
    return stated or (f"första fakturan {year + 1}" if year else "nästa års första faktura")


def result_words(*, is_interim: bool) -> str:
    """Name the result: that of a part of the year is not the year's."""
    return "Periodens resultat" if is_interim else "Årets resultat"


def accounted(year: int | None, *, is_interim: bool) -> str:
    """Say of which year or part of it a title is; empty where nothing is known."""
    return f"{', delår' if is_interim else ''}{f' {year}' if year else ''}"


def allocation_text(allocation: Allocation, board: str | None, year: int | None, invoice: str | None = None) -> str:
    """Say in the report's own sentences what is shared, by which key, and what each member gets.

    `invoice` is the one that it is put on, where somebody has stated that.
    """
    whole = result_words(is_interim=allocation.is_interim)
    if allocation.direction is Direction.NONE:
        return f"{whole} är 0{NBSP}{allocation.unit}. Det finns inget över- eller underskott att fördela."
    deficit = allocation.direction is Direction.DEFICIT
    word = "underskott" if deficit else "överskott"
    total = amount(allocation.amount, allocation.unit)
    when = " för perioden" if allocation.is_interim else f" för {year}" if year else ""
    host = next((share.member for share in allocation.shares if not share.invoiced), None)
    outside = amount(allocation.invoiced, allocation.unit)
    put = "läggs på" if deficit else "tillgodoförs dem på"
    own = ""
    if host:
        own = (
            f" {genitive(host)} andel är värdkommunens egen; {outside} gäller övriga kommuner."
            if allocation.is_interim
            else f" {genitive(host)} andel är värdkommunens egen och faktureras inte; {outside} faktureras."
            if deficit
            else f" {genitive(host)} andel är värdkommunens egen; {outside} krediteras övriga kommuner."
        )
    if allocation.source is None and board is None:
        return (
            f"{word.capitalize()}et {total} fördelas enligt {_key_phrase(allocation)}. "
            f"Fördelningen blir: {shares_text(allocation)}.{own}"
        )
    # What is settled is the result of the year, which nobody knows yet.
    settled = "" if allocation.is_interim else f" och {put} {invoice_text(invoice, year)}"
    return (
        f"{whole} för {board or 'nämnden'} visar ett {word} med {total}. "
        f"{word.capitalize()}et{when} fördelas mellan medlemskommunerna enligt {_key_phrase(allocation)}{settled}. "
        f"Fördelningen blir: {shares_text(allocation)}.{own}"
    )


def _key_phrase(allocation: Allocation) -> str:
    if allocation.key.name == "folkmängd":
        publisher = f", {allocation.key.publisher}" if allocation.key.publisher else ""
        return f"nyckeln för invånarantal ({key_text(allocation)}{publisher})"
    if allocation.key.name == EQUAL:
        return "principen om lika delar"
    return f"nyckeln {key_text(allocation)}" if allocation.key.name != GIVEN_KEY else "den angivna nyckeln"
