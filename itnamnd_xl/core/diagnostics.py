"""Diagnostics: what was found, where, what was expected, and what to do. The one table of codes and texts.

The first letter is the severity (E error, W warning, N note), the first digit the part of the work: 1 files,
2 tables, 3 cells, 4 goals, 5 statements, 6 allocation, 7 settings, 8 the call itself, 9 Excel and the add-in. A code
keeps its meaning for ever; E800 (flags that do not exist) is said where it is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import CellRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Severity(StrEnum):
    """How bad it is: an error sets the exit status."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITY_WORDS = {Severity.ERROR: "Fel", Severity.WARNING: "Varning", Severity.NOTE: "Upplysning"}


CELL, COLUMN, TABLE, ROW = "cell", "column", "table", "row"
OR_ANSWER = "Eller skriv det i kolumnen Svar på fliken Meddelanden."


@dataclass(frozen=True, slots=True)
class Code:
    """What a code stands for: what is said, and what the reader can do.

    `question` marks one to be answered; `told` a note that is said even to who asked for no notes, since it is of
    what happened to a file. `asks` says what an answer in the column Svar is taken for: the content of the cell
    (CELL), the column, table or row that is meant (COLUMN, TABLE, ROW), or the setting of that name.
    """

    text: str
    advice: str = ""
    question: bool = False
    told: bool = False
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something that the reader must know, as data: a code, a place and what fills the text."""

    code: str
    source: CellRef | str | None
    params: Mapping[str, str]

    def __reduce__(self) -> tuple[object, ...]:
        """Tell pickle how to make it again: a mapping that cannot be changed is not carried to another process."""
        return _remade, (self.code, self.source, dict(self.params))

    @property
    def severity(self) -> Severity:
        """The severity, which the code's first letter says."""
        return {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}[self.code[0]]

    @property
    def is_told(self) -> bool:
        """Whether it is said even where no notes are asked for."""
        return CODES[self.code].told

    @property
    def kind(self) -> str:
        """The Swedish word for what this is: Fel, Fråga, Varning or Upplysning."""
        return "Fråga" if CODES[self.code].question else SEVERITY_WORDS[self.severity]

    @property
    def asks(self) -> str:
        """What an answer to it is taken for; empty where it asks for none."""
        return CODES[self.code].asks

    @property
    def text(self) -> str:
        """What was found, without its place."""
        # What fills a text may be empty.
        return CODES[self.code].text.format_map(self.params).replace("  ", " ").strip()

    @property
    def advice(self) -> str:
        """What to do about it; empty where nothing needs doing."""
        return CODES[self.code].advice.format_map(self.params).strip()

    @property
    def message(self) -> str:
        """Place, finding and advice as one Swedish sentence or two."""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.text} {self.advice}".strip()

    @property
    def place(self) -> str:
        """Where it is, in Swedish: budget.xlsx, fliken Drift, cell C7."""
        if isinstance(self.source, CellRef):
            return f"{self.source.workbook}, fliken {self.source.sheet}, cell {self.source.a1}"
        return self.source or ""


def diagnostic(code: str, source: CellRef | str | None = None, /, **params: str) -> Diagnostic:
    """Make a diagnostic; `source` is a cell, or the name of a file (and sheet), or None."""
    return Diagnostic(code, source, MappingProxyType(params))


def gravest_first(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Give diagnostics by their severity, else in their own order."""
    return sorted(diagnostics, key=lambda one: "EWN".index(one.code[0]))


def _remade(code: str, source: CellRef | str | None, params: dict[str, str]) -> Diagnostic:
    return diagnostic(code, source, **params)


class DiagnosticError(Exception):
    """Nothing can be done; `diagnostic` says why, and what to do. The rooms at the edge have their kinds of it."""

    def __init__(self, code: str, source: CellRef | str | None = None, /, **params: str) -> None:
        """Make the error of a code of the table."""
        self.diagnostic = diagnostic(code, source, **params)
        super().__init__(f"{code}. {self.diagnostic.message}")


UNTOUCHED = "Inget har ändrats."

CODES: Mapping[str, Code] = MappingProxyType(
    {
        # 1: files
        "E101": Code("filen är ingen Excel-arbetsbok.", f"Ange en fil som slutar på .xlsx eller .xlsm. {UNTOUCHED}"),
        "E102": Code(
            "arbetsboken är skyddad med lösenord och har inte lästs.",
            "Öppna den i Excel och spara en kopia utan lösenord, eller ange en fil med lösenordet: --password-file. "
            "Resultatet skrivs inte oskyddat om du inte begär det.",
        ),
        "E103": Code(
            "arbetsboken är skadad eller ofullständig och kan inte läsas.",
            "Öppna den i Excel, låt Excel reparera den och spara den på nytt, eller hämta en säkerhetskopia. "
            + UNTOUCHED,
        ),
        "E104": Code("filen är tom (0 byte).", f"Hämta filen på nytt eller från en säkerhetskopia. {UNTOUCHED}"),
        "E105": Code(
            "filen är i ett format som inte kan läsas ({format}).",
            f"Öppna den i Excel och spara den som Excel-arbetsbok (.xlsx). {UNTOUCHED}",
        ),
        "E106": Code("filen kan inte läsas: {why}.", f"Kontrollera att du har behörighet till filen. {UNTOUCHED}"),
        "E107": Code(
            "arbetsboken är öppen i {program} hos {who}. Inget har skrivits i den.",
            "Stäng arbetsboken och kör igen. Är den inte öppen hos någon, så har {program} lämnat kvar filen {lock}; "
            "ta bort den.",
        ),
        "E108": Code(
            "resultatet kunde inte sparas: {why}. Arbetsboken är som den var.",
            "Kontrollera att mappen går att skriva i och att det finns plats på disken.",
        ),
        "E109": Code(
            "filen har ändrats medan beräkningen pågick. Inget har skrivits i den.", "Kör igen när filen är sparad."
        ),
        "E110": Code("filen är för stor eller för invecklad: {why}.", f"Dela upp arbetsboken. {UNTOUCHED}"),
        "E111": Code(
            "arbetsboken är krypterad med en känslighetsetikett och kan bara öppnas i Excel av den som har behörighet; "
            "det finns inget lösenord att ange.",
            f"Be den som satte etiketten om en okrypterad kopia. {UNTOUCHED}",
        ),
        "E112": Code("lösenordet öppnar inte arbetsboken.", f"Kontrollera filen med lösenordet. {UNTOUCHED}"),
        "E113": Code(
            "arbetsboken är skyddad med lösenord. Resultatet är beräknat men inte skrivet, eftersom det skulle stå "
            "oskyddat. Inte heller de andra arbetsböckerna i körningen har ändrats; resultatet bygger på alla.",
            "Ange både --output och --allow-unencrypted-output om det ändå ska skrivas.",
        ),
        "W114": Code(
            "resultatet står i en egen arbetsbok, {file}, eftersom {why}.",
            "Arbetsboken själv är inte ändrad.",
        ),
        "N115": Code("resultatet står i en egen arbetsbok, {file}, eftersom {why}.", told=True),
        "W116": Code(
            "arbetsboken räknas om manuellt, så de sparade värdena kan vara äldre än det som de bygger på.",
            "Räkna om den i Excel (F9), spara och kör igen om något har ändrats sedan dess.",
        ),
        "W117": Code(
            "arbetsboken hämtar värden ur andra arbetsböcker. De sparade värdena kan vara äldre än dem.",
            "Uppdatera länkarna i Excel, spara och kör igen om något har ändrats där.",
        ),
        "E118": Code("en annan körning arbetar med filen. Inget har skrivits.", "Kör igen när den är klar."),
        "N119": Code(
            "{count} som du har skrivit på resultatflikarna står nu på fliken {sheet}, med uppgift om var det stod.",
            told=True,
        ),
        "N120": Code(
            "fliken {old} har fått sådant som verktyget inte kan skriva om (till exempel en bild eller ett diagram). "
            "Den är kvar som din egen, under namnet {new}.",
            told=True,
        ),
        "E121": Code(
            "arbetsboken innehåller en dokumenttyp (DTD), som ingen arbetsbok från Excel har, och läses inte.",
            f"Öppna den i Excel och spara den på nytt om du litar på avsändaren. {UNTOUCHED}",
        ),
        "E122": Code(
            "arbetsboken har en del med ett otillåtet eller upprepat namn ({part}) och läses inte.",
            f"Öppna den i Excel och spara den på nytt om du litar på avsändaren. {UNTOUCHED}",
        ),
        "E123": Code(
            "filen är ett zip-arkiv men ingen Excel-arbetsbok.",
            f"Ange en fil som slutar på .xlsx eller .xlsm. {UNTOUCHED}",
        ),
        "W124": Code(
            "fliken {sheet} är kvar, eftersom något annat i arbetsboken hänvisar till den ({where}).",
            "Ta bort hänvisningarna och kör igen om fliken ska bort.",
        ),
        "N126": Code(
            "filen som fanns i mappen är inte verktygets, eller hade ändrats av någon. Den är kvar bredvid den nya, "
            "med ändelsen .bak.",
            told=True,
        ),
        "N127": Code("fliken {sheet} är en kopia av en resultatflik och läses inte som underlag."),
        "E128": Code(
            "arbetsboken är skrivskyddad. Inget har skrivits i den.",
            "Ta bort skrivskyddet, eller skriv kopior i en mapp med --output.",
        ),
        "E129": Code("resultatflikarna kan inte tas bort: {why}. Arbetsboken är som den var.", "{remedy}"),
        "N130": Code(
            "fliken {sheet} är borttagen, eftersom beräkningen inte längre ger något att visa där.", told=True
        ),
        "N131": Code(
            "annat i arbetsboken ({where}) hänvisar till fliken {sheet}, som är omräknad. Excel räknar om när "
            "arbetsboken öppnas; kontrollera att hänvisningarna fortfarande går till rätt rader.",
            told=True,
        ),
        "N132": Code(
            "fliken {sheet} har fått sådant som verktyget inte kan skriva om (till exempel en bild eller ett diagram). "
            "Den är kvar som din egen.",
            told=True,
        ),
        "N133": Code("arbetsboken innehåller bara verktygets egna resultatflikar och läses inte som underlag."),
        "W134": Code(
            "resultatflikarna i arbetsboken är från en tidigare körning; den här körningen har inte räknat om dem.",
            "Rätta det som sägs om arbetsboken och kör igen, eller ta bort flikarna: itnamnd clean.",
        ),
        "E135": Code(
            "resultatflikarna är skrivna av en nyare version av verktyget ({version}) än den här ({own}). Inget har "
            "skrivits i arbetsboken.",
            "Uppdatera itnamnd-xl.",
        ),
        # 14: cases of a folder
        "E141": Code(
            "arbetsboken innehåller samma slags tabell ({kind}) för samma nämnd, år och period som {first}. Verktyget "
            "väljer inte mellan dem, och inget i gruppen är beräknat.",
            "Flytta den som inte gäller, eller ange ärendets filer i itnamnd.toml, [[case]].",
        ),
        "W142": Code(
            "arbetsboken kan höra till flera av mappens ärenden och är räknad för sig.",
            "Skriv nämnd, år och period i den, eller ange ärendets filer i itnamnd.toml, [[case]].",
        ),
        "E143": Code(
            "beräkningen tog för lång tid och avbröts. Arbetsboken är hel.",
            "Räkna om den för sig med itnamnd recalc, eller tillåt längre tid med --time-limit.",
        ),
        "E144": Code(
            "beräkningen avbröts: arbetsprocessen dog. Arbetsboken är hel.",
            "Räkna om den för sig med itnamnd recalc. Händer det igen, så anmäl felet.",
        ),
        "E145": Code(
            "beräkningen avbröts av ett oväntat fel i verktyget ({kind}). Arbetsboken är hel.",
            "Räkna om den för sig med itnamnd recalc. Händer det igen, så anmäl felet.",
        ),
        "E146": Code(
            "arbetsboken står i flera ärenden i itnamnd.toml och innehåller annat än en fördelningsnyckel. Inget av "
            "dem är beräknat.",
            "Låt den stå i bara ett av dem.",
        ),
        "E147": Code(
            "{file}, som står i [[case]], hittas inte.",
            "Rätta namnet i itnamnd.toml. Ett mönster gäller mappen med itnamnd.toml och mapparna i den.",
        ),
        "E148": Code(
            "datorn som skulle göra beräkningen har en annan version av itnamnd-xl ({theirs}) än den här ({own}).",
            "Installera samma version på alla.",
        ),
        "E149": Code("mappen kan inte läsas: {why}.", "Kontrollera att du har behörighet till den."),
        "E151": Code(
            "resultatet skulle skrivas till {place}, där en annan arbetsbok ligger eller ett annat ärendes resultat "
            "ska ligga. Inget har skrivits.",
            "Ange en annan mapp till --output, eller ta bort den länk eller kopia som är i vägen.",
        ),
        "E150": Code("namnet är inte sparat som UTF-8, så filen eller mappen kan inte anges.", "Byt namn på den."),
        # 2: tables
        "E201": Code(
            "ingen tabell känns igen ({sheets}). Verktyget söker en rubrikrad med till exempel Kontotext, Budget, "
            "Utfall och Avvikelse, eller Nämndmål, Indikator, Resultat och Målvärde, eller Kommun och Folkmängd. "
            "{near}",
            f"Rätta rubrikerna. {UNTOUCHED}",
        ),
        "E202": Code(
            "det finns två tabeller av samma slag ({kind}) för samma år: {first} och {second}. Verktyget väljer inte "
            "mellan dem, och inget som bygger på dem är beräknat.",
            "Ta bort den ena, eller ange bara den arbetsbok som gäller. Eller skriv flik och cell för den som gäller i "
            "kolumnen Svar på fliken Meddelanden.",
            question=True,
            asks=TABLE,
        ),
        "E203": Code(
            "två kolumner kan båda vara {role}: {first} och {second}. Tabellen är inte beräknad.",
            "Byt rubrik på den kolumn som inte ska användas. Eller skriv den rätta kolumnens bokstav i kolumnen Svar "
            "på fliken Meddelanden.",
            question=True,
            asks=COLUMN,
        ),
        "W204": Code("rubriken ”{found}” känns inte igen.", "Menas {suggestion}? Rätta i så fall rubriken."),
        "N205": Code("{what} är dold men är läst.", "Visa den i Excel om du vill se vad som är läst."),
        "W206": Code(
            "enheten (kr, tkr eller mnkr) framgår inte. Beloppen läses som {unit}, verktygets förval.",
            f"Skriv enheten i tabellens rubrik, till exempel ”Belopp i tkr”. {OR_ANSWER}",
            asks="default_unit",
        ),
        "N207": Code("beloppen har ören och ingen enhet är angiven. De läses som kronor."),
        "W208": Code(
            "räkenskapsåret framgår inte.",
            "Skriv året i rubriken, till exempel ”Utfall 2023”, eller ange det på fliken Inställningar (Räkenskapsår). "
            + OR_ANSWER,
            asks="year",
        ),
        "W209": Code(
            "tabellen gäller {years}, men räkenskapsåret är {year}. {table} är därför inte med.",
            "Ange arbetsböcker för samma år, eller ange året på fliken Inställningar (Räkenskapsår).",
        ),
        "N210": Code("{table} gäller {years} och används bara som jämförelse."),
        "W211": Code(
            "tabellen {table} saknar kolumn för {roles} och är inte beräknad.{near}",
            "Lägg till kolumnen, rätta dess rubrik eller välj den på fliken Inställningar (Kolumner).",
        ),
        "E216": Code(
            "ingen av tabellerna kan användas, så inget är beräknat.",
            "Gör som det står i meddelandet om tabellen och räkna om.",
        ),
        "E212": Code(
            "beloppen i tabellen har olika enheter i samma kolumn: {units}. Tabellen är inte beräknad.",
            "Ange samma enhet i hela kolumnen.",
        ),
        "W213": Code(
            "ingen tabell känns igen på fliken, men rad {row} liknar en rubrikrad: ”{found}”.",
            "Menas {suggestion}? Rätta i så fall rubriken.",
        ),
        "N214": Code("tabellen {table} är tom och är inte med."),
        "W215": Code(
            "rad {row} liknar en rubrikrad, men ingen tabell känns igen på fliken.",
            "Kontrollera rubrikerna: budget och utfall, indikator och målvärde, eller kommun och folkmängd ska framgå.",
        ),
        "E220": Code(
            "kolumnerna gäller olika år: {roles}. {table} är inte beräknad.",
            "Ta med budget och utfall för samma år, eller rätta årtalet i rubriken.",
        ),
        "W221": Code(
            "räkenskapsåret är {year} enligt {first}, men {other} enligt {second}. Verktyget använder {year}: "
            "kolumnernas rubriker går före titeln ovanför tabellen, titeln före flikens namn och det före filens.",
            "Rätta det som är fel, eller ange året på fliken Inställningar (Räkenskapsår).",
        ),
        "N222": Code(
            "tabellen över investeringar saknar kolumn för {roles} under året. Bara projektens totaler är lästa."
        ),
        # 25: ledgers
        "E250": Code(
            "{count} i huvudboken har ett konto som inte kan läsas ({examples}), tillsammans {sum}. Beloppen hör inte "
            "till någon rad, så utfallets summa är inte beräknad.",
            "Skriv kontots nummer i kolumnen för konto.",
        ),
        "E251": Code(
            "{count} i huvudboken kan inte läsas ({examples}). Utfallet för {accounts} är därför inte beräknat.",
            "Skriv beloppet som ett tal, till exempel 1 733,50.",
        ),
        "W252": Code(
            "{count} i huvudboken hör till ett annat år än {year} ({years}) och är inte med i utfallet; tillsammans "
            "{sum}.",
            "Ange räkenskapsåret på fliken Inställningar om det är ett annat.",
        ),
        "W253": Code(
            "{count} i huvudboken har ett datum utanför {year} ({years}) men är med i utfallet, eftersom {why}; "
            "tillsammans {sum}.",
            "Kontrollera att allt hör till årets bokföring.",
        ),
        "N254": Code(
            "{count} i huvudboken står på balanskonton (klass 1 och 2), tillsammans {sum}, och är inte med i utfallet: "
            "{largest}."
        ),
        "W255": Code(
            "{count} i huvudboken har belopp i både debet och kredit ({examples}). Skillnaden används.",
            "Kontrollera raderna.",
        ),
        "N256": Code("beloppen i kolumnen för kredit har minus. Beloppet läses som debet + kredit."),
        "W257": Code(
            "{count} i huvudboken finns inte i budgeten, tillsammans {sum}: {largest}. Varje konto är en egen rad utan "
            "budget; utfallet ingår i summorna.",
            "Lägg till kontona i budgeten, eller kontrollera att budgetens rader anger rätt konton.",
        ),
        "N258": Code(
            "{count} i budgeten har inga bokningar i huvudboken (budget tillsammans {sum}): {largest}. Utfallet är 0 "
            "där, eftersom huvudboken har alla bokningar."
        ),
        "E259": Code(
            "kontot {account} i huvudboken kan höra till två rader i budgeten: {first} och {second}. Utfallet för dem "
            "är inte beräknat.",
            "Ändra den ena radens konto, eller ta bort den. Eller skriv den rad som gäller (till exempel rad 5) i "
            "kolumnen Svar på fliken Meddelanden.",
            question=True,
            asks=ROW,
        ),
        "W260": Code(
            "huvudboken är summerad till utfall per konto, men ingen budget finns i arbetsböckerna. Budget och "
            "avvikelse saknas.",
            "Ta med en arbetsbok eller flik med Konto och Budget.",
        ),
        "N261": Code("{count} på {accounts} är summerade till utfall (rad {first}–{last} i huvudboken)."),
        "N262": Code("huvudboken anger ingen enhet. Beloppen läses som kronor."),
        "N263": Code("huvudboken används inte, eftersom driftredovisningen har ett eget utfall."),
        "N264": Code("{what} i huvudboken visas med omvänt tecken, som i budgeten."),
        "W265": Code(
            "{count} i huvudboken saknar belopp ({examples}) och är inte med i utfallet.", "Kontrollera raderna."
        ),
        "N266": Code("{count} i huvudboken är sparade som text och läses som tal ({examples})."),
        "W267": Code(
            "huvudbokens senaste bokning är i månad {month} av {year}, så utfallet läses som en del av året.",
            "Ange Period på fliken Inställningar om huvudboken gäller hela året.",
        ),
        "W268": Code(
            "{count} i huvudboken är varken bokningar, rubriker eller summor ({examples}) och är inte med i utfallet.",
            "Kontrollera raderna.",
        ),
        "W269": Code(
            "{count} i huvudboken saknar datum och period men är med i utfallet; tillsammans {sum}.",
            "Kontrollera att allt hör till årets bokföring.",
        ),
        "N270": Code(
            "{table} här är ett exempel eller en mall, enligt ”{found}”, och är inte med. En annan tabell är läst."
        ),
        # 3: cells
        "E301": Code(
            "cellen visar felvärdet {found} och kan inte användas.",
            "Rätta formeln i cellen och spara arbetsboken.",
        ),
        "E302": Code(
            "cellen har en formel utan sparat värde och kan inte läsas.",
            "Öppna arbetsboken i Excel, låt den räkna om och spara den.",
        ),
        "E303": Code(
            "”{found}” kan inte läsas som {expected}.",
            f"Skriv ett tal i cellen, till exempel 1 733. {OR_ANSWER}",
            asks=CELL,
        ),
        "E304": Code(
            "”{found}” kan läsas som {first} eller som {second}, och kolumnens övriga celler avgör inte vilket. "
            "Det som bygger på cellen är inte beräknat.",
            f"Skriv talet som {{first}} eller {{second}} i cellen. {OR_ANSWER}",
            question=True,
            asks=CELL,
        ),
        "E305": Code(
            "cellen är ett datum ({found}) men borde vara {expected}. Excel kan ha gjort om till exempel 4/5 eller "
            "2-3 till ett datum.",
            f"Skriv talet på nytt i en cell med formatet Text eller Tal. {OR_ANSWER}",
            asks=CELL,
        ),
        "E306": Code(
            "”{found}” innehåller flera värden, och verktyget väljer inte mellan dem.",
            f"Dela upp dem på flera rader eller skriv det värde som gäller. {OR_ANSWER}",
            question=True,
            asks=CELL,
        ),
        "N307": Code("talet {found} är sparat som text och läses som {value}."),
        "N308": Code("”{found}” läses som {value}{why}."),
        "W309": Code(
            "”{found}” har en decimal mer än kolumnens övriga tal ({places}). Den sista siffran kan vara en fotnot.",
            "Kontrollera talet; skriv en fotnot med mellanslag och parentes, eller upphöjd.",
        ),
        "W310": Code(
            "cellen är ett klockslag ({found}) och läses som en tid på {value}.",
            "Kontrollera att timmar och minuter menas. Skriv annars till exempel ”3 min 20 sek”.",
        ),
        "W311": Code(
            "{found} kan vara ett årtal i stället för {expected}. Det läses som talet {found}.",
            "Kontrollera cellen och kolumnens rubrik.",
        ),
        "E312": Code(
            "”{found}” kan läsas som {first} eller som {second}, eftersom cellen bredvid är i procent. Det som bygger "
            "på cellen är inte beräknat.",
            f"Skriv ut procenttecknet i cellen. {OR_ANSWER}",
            question=True,
            asks=CELL,
        ),
        # 4: goals and indicators
        "W401": Code(
            "indikatorn ”{name}” saknar värde ({found}). Enligt bedömningsprincipen {effect}.",
            "Fyll i resultatet, eller skriv ”ej mätt”.",
        ),
        "W402": Code(
            "indikatorn ”{name}” saknar målvärde eller har ett målvärde som inte kan läsas ({found}), och kan inte "
            "bedömas.",
            "Fyll i målvärdet, till exempel ”minst 80 %”.",
        ),
        "W403": Code(
            "indikatorn ”{name}” har målvärdet ”{text}”, men föregående års värde saknas. {effect}",
            "Skriv målvärdet som ett tal eller lägg till en kolumn med föregående års värde.",
        ),
        "W404": Code(
            "indikatorn ”{name}” är i arbetsboken bedömd som {reported} men blir {computed} enligt beräkningen.",
            "Kontrollera resultat, målvärde och bedömning.",
        ),
        "W405": Code(
            "indikatorn ”{name}” saknar målvärde eller har ett målvärde som inte kan läsas ({found}). Arbetsbokens "
            "egen bedömning, {level}, används.",
            "Fyll i målvärdet, till exempel ”minst 80 %”.",
        ),
        "W406": Code(
            "nämndmålet ”{name}” kan inte bedömas eftersom det saknar indikatorer. Det ingår inte i den samlade "
            "bedömningen.",
            "Lägg till indikatorer eller ta bort målet.",
        ),
        "N407": Code(
            "Gränsen för delvis uppnådd är {threshold} av målvärdet. Den är verktygets förval; ingen beslutad gräns "
            "är angiven. {effect}",
            "Ange den beslutade gränsen på fliken Inställningar.",
        ),
        "W408": Code(
            "det framgår inte om högre eller lägre är bättre för indikatorn ”{name}” ({found}). Högre antas vara "
            "bättre.",
            f"Skriv målvärdet med ord, till exempel ”minst {{target}}” eller ”högst {{target}}”. {OR_ANSWER}",
            asks=CELL,
        ),
        "N409": Code("raden ”{text}” har inga värden och läses som ett nämndmål för indikatorerna under den."),
        "E410": Code(
            "indikatorn ”{name}” har resultatet i {result} men målvärdet i {target}, och de kan inte jämföras.",
            "Skriv resultat och målvärde i samma enhet.",
        ),
        "W411": Code(
            "nämndmålet ”{name}” är i arbetsboken bedömt som {reported} men blir {computed} enligt beräkningen.",
            "Kontrollera indikatorerna och bedömningen.",
        ),
        "W420": Code(
            "indikatorn ”{name}” har målvärdet ”{text}”, men uppgift om {compared} att jämföra med saknas. {effect}",
            "Lägg till en kolumn för {compared}, eller skriv målvärdet som ett tal.",
        ),
        "N421": Code("raden ”{text}” räknar samman bedömningar och läses inte som en indikator."),
        "N422": Code("raden ”{text}” förklarar symboler. Den är ingen indikator, men används för att tyda dem."),
        "W423": Code(
            "{symbol} betyder delvis uppnådd hos en del nämnder och ej mätbar hos andra, och ingen teckenförklaring "
            "säger vilket. Den läses som delvis uppnådd.",
            "Skriv en teckenförklaring under tabellen, till exempel ”{symbol} = delvis uppnådd”. Eller skriv vad "
            "symbolen betyder i kolumnen Svar på fliken Meddelanden; det gäller hela fliken.",
            question=True,
            asks=CELL,
        ),
        "N424": Code("nämndmålet ”{text}” är taget från {place}, eftersom tabellen saknar kolumn för nämndmål."),
        "N425": Code("cellens fyllningsfärg ({color}) läses som bedömningen {level}."),
        "W426": Code(
            "cellens fyllningsfärg ({color}) och dess text (”{found}”) säger olika. Texten används.",
            "Rätta färgen eller texten.",
        ),
        "N427": Code("indikatorn ”{name}” har ett målvärde i rangordning och bedöms efter {found}."),
        "N428": Code("tabellen fortsätter: {count} tabeller med samma kolumner läses som en."),
        "W429": Code(
            "{count} flikar har indikatorer i samma kolumner ({sheets}) och läses som delar av en uppföljning.",
            "Är de olika uppföljningar, så ange den som gäller i en egen arbetsbok.",
        ),
        "N450": Code("målvärdet gäller {years} och är det enda som finns. Resultatet för {year} jämförs med det."),
        "N452": Code(
            "tabellen har bara bedömningar. Måluppfyllelsen beräknas av en annan tabell, med resultat och målvärden."
        ),
        "W453": Code(
            "resultatet gäller {found}, inte {year}. Det används som det senaste som finns.",
            "Kontrollera att det är det värde som ska bedömas; töm annars cellen med resultatet.",
        ),
        "N454": Code("raden ”{text}” är enligt arbetsboken ”{kind}” och läses varken som mål eller indikator."),
        "W451": Code(
            "tabellen har varken resultat eller målvärden. Arbetsbokens egna bedömningar används som de står.",
            "Lägg till kolumner för resultat och målvärde om måluppfyllelsen ska beräknas.",
        ),
        # 5: statements
        "E501": Code(
            "{label}: redovisat {published}, men {computed_from} ger {computed}. Differensen, {difference}, är större "
            "än avrundning kan förklara (högst {bound}).",
            "Rätta beloppet eller summan och räkna om. Verktyget har inte ändrat något belopp.",
        ),
        "N502": Code(
            "{label}: summeringsdifferens på grund av avrundning: redovisat {published}, beräknat {computed}. "
            "Differensen, {difference}, ryms inom avrundningen (högst {bound}). Det redovisade beloppet används."
        ),
        "W503": Code(
            "{label}: kontrollen är svag; avrundningen kan dölja ett fel på upp till {hidden}.",
            "Ange beloppen med fler siffror om kontrollen ska bli skarpare.",
        ),
        "W504": Code(
            "avvikelsens tecken följer ingen känd regel: {evidence}. Den vanligaste regeln, {sign}, används.",
            "Kontrollera kolumnen Avvikelse.",
        ),
        "N505": Code("raden ”{text}” är summan av {rows} och räknas inte en gång till."),
        "N506": Code("raden ”{text}” är regleringen av resultatet och räknas inte in i det som fördelas."),
        "N507": Code("tabellen saknar kolumn för årets avvikelse. Avvikelsen beräknas som {sign}, eftersom {why}."),
        "W508": Code(
            "avvikelsen är i arbetsboken positiv när utfallet är sämre än budget. Verktyget visar en sådan avvikelse "
            "som negativ; kontrollen jämför med omvänt tecken."
        ),
        "W509": Code(
            "raden ”{text}” är märkt som del av raden ovanför, men delarna ger inte dess belopp. De räknas som "
            "”varav”-rader.",
            "Kontrollera raderna.",
        ),
        "W510": Code(
            "raden ”{text}” saknar {column}. Radens avvikelse är inte beräknad, och summan räknas utan cellen.",
            "Fyll i beloppet, även om det är 0.",
        ),
        "W511": Code(
            "projektet ”{text}” har överskridit, eller väntas överskrida, sin beslutade totalutgift: {amount} mot "
            "{decided}.",
            "Kontrollera om beslutet behöver ändras.",
        ),
        "W512": Code(
            "raden ”{text}” står utanför nettoresultatet och ingår inte i det.",
            "Kontrollera om raden ska räknas med; flytta den i så fall ovanför nettoresultatet.",
        ),
        "N513": Code(
            "kolumnen för avvikelse är {base} mot {against}: {agree} av {tested} rader stämmer så. Den kontrolleras "
            "mot dem."
        ),
        "W514": Code(
            "kolumnen {column} följer inte av {words}: bara {agree} av {tested} rader stämmer så. Den är inte "
            "kontrollerad mot dem.",
            "Kontrollera kolumnerna och deras rubriker.",
        ),
        "E540": Code(
            "”{found}” står bland beloppen men är inte ett belopp i pengar: enheten läses som ”{unit}”. Det som bygger "
            "på cellen är inte beräknat.",
            f"Skriv beloppet i kolumnens enhet, till exempel 1 733. {OR_ANSWER}",
            asks=CELL,
        ),
        "W541": Code(
            "raden ”{text}” är inte i pengar utan i ”{unit}”, och räknas inte till tabellens rader.",
            "Kontrollera cellerna om raden är ett belopp.",
        ),
        "W550": Code(
            "raden ”{text}” har belopp men ingen egen text, och är ingen summa av raderna intill. Den räknas som en "
            "egen rad.",
            "Skriv radens text, eller ”Summa” om det är en summa vars belopp ska rättas.",
        ),
        "W551": Code(
            "beloppet {found} står på en rad utan text, ensamt eller nedanför tabellen. Det är inte med.",
            "Skriv radens text om beloppet hör till tabellen.",
        ),
        "N552": Code(
            "raden ”{text}” upprepar {first} efter en sidbrytning. Den räknas inte en gång till, och {first} är "
            "summan till och med den."
        ),
        # 6: allocation
        "E601": Code(
            "nyckeln finns för flera datum ({dates}) men inte för {default}, och inget datum är angivet. "
            "Inget har fördelats.",
            f"Ange datumet enligt samverkansavtalet på fliken Inställningar (Nyckeldatum). {OR_ANSWER}",
            question=True,
            asks="key_date",
        ),
        "E602": Code(
            "nettoresultatet stämmer inte ({published} redovisat, {computed} beräknat), så inget har fördelats.",
            "Rätta beloppen och räkna om.",
        ),
        "W603": Code(
            "resultatet kan inte fördelas: ingen fördelningsnyckel finns i arbetsböckerna.",
            "Ta med en arbetsbok eller flik med Kommun och Folkmängd.",
        ),
        "N604": Code(
            "{key} används. {chosen} Datumet är verktygets förval. {others}",
            "Ange datumet enligt samverkansavtalet på fliken Inställningar (Nyckeldatum).",
        ),
        "N605": Code("{key} används: det är det enda datumet som går att använda. {chosen}"),
        "N606": Code("{key} används. {chosen} {others}"),
        "E607": Code(
            "nyckeln för {date} finns inte i arbetsböckerna (där finns {dates}). Inget har fördelats.",
            "Lägg till folkmängden för datumet, eller ange ett annat datum på fliken Inställningar (Nyckeldatum). "
            "{or_answer}",
            asks="key_date",
        ),
        "E617": Code(
            "nyckeln ”{key}” finns inte i arbetsböckerna (där finns {names}). Inget har fördelats.",
            "Ta med nyckeln, eller ange en annan på fliken Inställningar (Fördelningsnyckel). {or_answer}",
            asks="key",
        ),
        "E608": Code("nyckeln kan inte användas: {why}. Inget har fördelats.", "Rätta nyckelns värden och räkna om."),
        "N609": Code(
            "Resultatet är känt endast i {unit}.", "Hämta årets resultat i kronor ur huvudboken före fakturering."
        ),
        "N610": Code(
            "värdkommunen {host} finns inte bland medlemmarna i nyckeln; alla andelar faktureras.",
            "Ange värdkommunen på fliken Inställningar om den är en annan.",
        ),
        "E611": Code(
            "nettoresultatet kan inte beräknas, så inget har fördelats.",
            "Rätta de celler som anges ovan och räkna om.",
        ),
        "E612": Code(
            "två nycklar för samma datum ({date}) har olika värden: {first} och {second}. Inget har fördelats.",
            "Ta bort den ena eller rätta värdena.",
        ),
        "W613": Code("kommunen {member} saknar värde i nyckeln {key}. Nyckeln används inte.", "Fyll i värdet."),
        "E614": Code(
            "kommunen {member} står två gånger i nyckeln {key}. Nyckeln används inte.", "Ta bort den ena raden."
        ),
        "N615": Code("raden ”{text}” är ingen medlem och är inte med i nyckeln."),
        "N618": Code(
            "ingen värdkommun är angiven; alla andelar faktureras.",
            f"Ange värdkommunen på fliken Inställningar. {OR_ANSWER}",
            asks="host",
        ),
        "E619": Code(
            "nyckeln för {date} kan inte användas som den står. Inget har fördelats.", "Rätta det som anges ovan."
        ),
        "W620": Code(
            "utfallet gäller en del av året men budgeten hela året. Inget har fördelats.",
            "Fördela när årets utfall är känt.",
        ),
        "W621": Code(
            "i ”{found}” är namnet en kommuns och koden en annans: {code} är {owner}. {name} används.",
            "Rätta namnet eller koden, eller skriv kommunens namn i kolumnen Svar på fliken Meddelanden.",
            asks=CELL,
        ),
        "W622": Code(
            "{member} har {found} i nyckeln, men folkmängden {date} är {right} enligt SCB.{why} "
            "Arbetsbokens tal används.",
            "Kontrollera talet mot SCB:s statistik.",
        ),
        "W623": Code(
            "nyckeln för {date} har i alla medlemmar folkmängden {other} enligt SCB. Arbetsbokens tal används.",
            "Rätta datumet, eller hämta folkmängden för rätt datum.",
        ),
        "N624": Code(
            "nyckeln anger inget datum; dess tal stämmer med folkmängden {date} enligt SCB.",
            "Skriv datumet i rubriken.",
        ),
        "E625": Code(
            "vikterna i nyckeln ”{key}” är tillsammans {total}, inte 100 %. Inget har fördelats.",
            "Rätta vikterna på fliken Inställningar (Fördelningsnyckel).",
        ),
        "E626": Code(
            "{member} saknas i nyckeln {key}, som ska vägas samman med andra. Inget har fördelats.",
            "Lägg till medlemmen i den nyckeln, eller ta bort den ur de andra.",
        ),
        "E627": Code(
            "{count} medlemmar med minst {least} var är mer än det som ska fördelas, {amount}. Inget har fördelats.",
            "Sänk det lägsta beloppet eller den lägsta andelen på fliken Inställningar.",
        ),
        "N628": Code(
            "{members} bär det lägsta som är angivet, {least}. Resten är fördelad enligt nyckeln mellan de övriga."
        ),
        "W629": Code(
            "andelarna anges i procent men är tillsammans {total}. De används i förhållande till varandra.",
            "Kontrollera andelarna: de ska vara tillsammans 100 %.",
        ),
        "W630": Code(
            "andelen för {member} är {found}, men {key} ger {right}. Nyckelns tal används, inte andelarna.",
            "Rätta andelen. Ska andelarna gälla, så ange andel på fliken Inställningar (Fördelningsnyckel).",
        ),
        "W631": Code(
            "{member} står i nyckeln men har inget bidrag i driftredovisningen.",
            "Kontrollera att nyckeln har rätt medlemmar.",
        ),
        "W632": Code(
            "{member} står i redovisningen men inte i nyckeln, och får ingen andel.",
            "Kontrollera att nyckeln har rätt medlemmar.",
        ),
        "E633": Code(
            "det går inte att dela lika: {member} saknas i nyckeln {key} men står i en annan. Inget har fördelats.",
            "Låt nycklarna ha samma medlemmar, eller ange vilket datum som gäller.",
        ),
        "N634": Code("resultatet delas lika mellan {members}."),
        "N635": Code("nyckeln vägs samman av {parts}."),
        "E640": Code(
            "det finns andelar av flera slag: {names}. Inget har fördelats.",
            "Ange vilka som gäller på fliken Inställningar (Fördelningsnyckel). {or_answer}",
            question=True,
            asks="key",
        ),
        "E641": Code(
            "talet {found} i nyckeln {key} står utan namn på någon medlem. Nyckeln används inte.",
            "Skriv medlemmens namn vid talet, eller ta bort talet.",
        ),
        "N642": Code(
            "kolumnen ”{found}” står bredvid medlemmar men är ingen nyckel som verktyget känner igen. Den används "
            "inte.",
            "Ska resultatet fördelas efter den, så skriv Fördelningstal som rubrik och ange nyckeln andel på fliken "
            "Inställningar (Fördelningsnyckel).",
        ),
        "N643": Code(
            "rapporten är ett delår: det som fördelas är periodens resultat, inte årets.",
            "Fakturera eller kreditera när årets resultat är känt. Gäller rapporten hela året, så ange perioden på "
            "fliken Inställningar.",
        ),
        "E616": Code("inställningen ”{name}” kan inte läsas. Inget har fördelats.", "Rätta inställningens värde."),
        # 7: settings
        "E701": Code("inställningen ”{name}” har värdet ”{found}”, som inte kan användas: {why}.", "Rätta värdet."),
        "W702": Code(
            "inställningen ”{name}” känns inte igen och används inte.", "Menas {near}? Rätta i så fall namnet."
        ),
        "E703": Code("{why}"),
        "N704": Code("i cellen står ”{found}”; svaret ”{answer}” ({where}) används i stället.", asks=CELL),
        "N705": Code("svaret ”{answer}” ({where}) används: {name}."),
        "W706": Code(
            "svaret ”{answer}” ({where}) används inte: i cellen står inte längre det som frågan gällde.",
            "Svara på nytt om frågan ställs igen.",
        ),
        "W707": Code("svaret ”{answer}”{about} ({where}) kan inte användas: {why}.", "Rätta svaret eller ta bort det."),
        "N708": Code("kolumnen ”{header}” läses som {role} ({where})."),
        "W709": Code(
            "”{header}” pekas ut som {role}, men någon sådan kolumn finns inte.",
            "Rätta flik, cell eller rubrik, eller ta bort raden.",
        ),
        "W710": Code(
            "kolumnen ”{header}” har valet ”{found}”, som ingen kolumn kan vara.{near}",
            "Välj i listan eller lämna cellen tom.",
        ),
        "E711": Code(
            "inställningen ”{name}” är ”{first}” här men ”{second}” i {other}.",
            "Ange samma värde, eller ange det bara på ett ställe.",
        ),
        "W712": Code(
            "svaret ”{answer}” ({where}) används inte, eftersom svaret ”{other}” ({first}) gäller samma fråga.",
            "Ta bort det ena.",
        ),
        "W713": Code(
            "”{found}” används inte: värdet på inställningen ”{name}” ska stå i cellen närmast till höger om namnet.",
            "Flytta värdet dit, eller skriv Värde som rubrik över kolumnen.",
        ),
        "W714": Code(
            "kolumnen ”{header}” är vald att inte användas, men läses som {role}.",
            "Ta bort valet, eller ändra tabellen.",
        ),
        "W715": Code(
            "svaret ”{answer}” ({where}) används inte, eftersom inställningen ”{name}” är angiven {place}.",
            "Ändra den där, eller ta bort den därifrån så att svaret gäller.",
        ),
        "N716": Code(
            "det som du har skrivit vid {beside} ({where}) ändrar inget: meddelandet tar inte emot något svar."
        ),
        # 8: the call
        "E801": Code("{path} finns inte.", "Kontrollera namn och mapp."),
        "E802": Code("{path} är en mapp.", "Ange arbetsböckerna i den, till exempel {example}."),
        "E803": Code("Ingen arbetsbok är angiven.", "Ange minst en."),
        "E804": Code("Två av arbetsböckerna heter {name}.", "Byt namn på den ena, så att källorna går att skilja åt."),
        "E805": Code("--output pekar på mappen där {name} ligger.", "Ange en annan mapp."),
        "E806": Code("{path} är ingen mapp.", "Ange en mapp till --output."),
        "E807": Code("{path} slutar inte på .xlsx.", "Ange ett namn som gör det."),
        "E808": Code("{path} finns redan och skrivs inte över.", "Ange ett annat namn."),
        "E809": Code("Filen med lösenordet, {path}, kan inte läsas.", "Ange en textfil i UTF-8."),
        "E810": Code("Filen med lösenordet, {path}, är tom.", "Skriv lösenordet på första raden."),
        "E811": Code("Beloppet ”{found}” kan inte läsas.", "Skriv det till exempel som 1733 eller ”1 733 tkr”."),
        "E812": Code("Enheten ”{unit}” kan inte användas.", "Ange kr, tkr eller mnkr."),
        "E813": Code("En medlem är angiven två gånger.", "Ange varje medlem en gång."),
        "E814": Code("Alla nycklar är 0.", "Ange minst en som är större."),
        "E815": Code("Värdkommunen {host} finns inte bland medlemmarna.", "Ange en av dem."),
        "E816": Code("”{found}” kan inte läsas.", "Skriv medlem och nyckel som Laxå=5582."),
        "E817": Code("Nyckeln i ”{found}” är negativ.", "Ange en nyckel som är 0 eller större."),
        "E818": Code("Beloppet ”{found}” kan läsas som {first} eller som {second}.", "Skriv det utan punkt och komma."),
        "E821": Code("Inställningen ”{name}” finns inte.", "{near}"),
        "E822": Code("Inställningen ”{name}” kan inte ha värdet ”{found}”: {why}.", "Rätta värdet."),
        "E823": Code("Bara en av --check, --source och --clean kan anges.", "Ange den som du vill ha."),
        "E824": Code("Det är inte angivet var resultatet ska skrivas.", "Ange --output MAPP eller --in-place."),
        "E825": Code("Både --output och --in-place är angivna.", "Ange en av dem."),
        "E826": Code("{path} är ingen mapp.", "Ange mappen med arbetsböckerna."),
        "E827": Code("--output är samma mapp som arbetsböckerna ligger i.", "Ange en annan, eller --in-place."),
        "E828": Code(
            "Filen med körningens tillstånd, {path}, kan inte användas: {why}.",
            "Ta bort den (det kostar bara tid), eller ange en annan med --state.",
        ),
        "E829": Code(
            "En annan körning arbetar med mappen {path}, och den blev inte klar i tid.", "Kör igen när den är klar."
        ),
        "E831": Code(
            "Det finns ingen schemaläggare på {address}: {why}.", "Kontrollera adressen och att den är igång."
        ),
        "E832": Code("--scheduler behöver paketet distributed.", "Installera det: pip install itnamnd-xl[cluster]."),
        "E833": Code("Schemaläggaren på {address} har inga arbetsprocesser.", "Starta dem och kör igen."),
        "E835": Code("{path} är en databas som inte hör till itnamnd.", "Ange en annan fil med --state."),
        "E836": Code("Körningen kan inte fortsätta: {path} kan inte användas ({why}).", "Rätta det och kör igen."),
        "E837": Code(
            "Mappen {path} har inga arbetsböcker, men vid förra körningen hade den {count}. Inget har ändrats.",
            "Kontrollera att mappen är ansluten. Ska den vara tom, så ta bort {state} och kör igen.",
        ),
        "E834": Code("--fail-on kan inte vara ”{found}”.", "Ange any eller new."),
        # 9: Excel
        "E901": Code(
            "arbetsboken {name} hör till beräkningen men är inte öppen i Excel. Inget har beräknats.",
            "Öppna den och tryck på knappen igen, eller rätta namnet i cellen.",
        ),
        "E902": Code(
            "arbetsboken är öppen i Skyddad vy och kan inte läsas.",
            "Klicka på Aktivera redigering och tryck på knappen igen.",
        ),
        "E903": Code("Ingen arbetsbok är öppen i Excel.", "Öppna arbetsboken och försök igen."),
        "E904": Code(
            "Excel är inte igång, eller ingen arbetsbok är öppen.",
            "Öppna arbetsboken i Excel (i Skyddad vy: klicka på Aktivera redigering) och försök igen.",
        ),
        "E905": Code(
            "Excel är upptaget: en cell redigeras eller en dialogruta är öppen.",
            "Tryck på Enter eller Esc i Excel och försök igen.",
        ),
        "E906": Code(
            "arbetsbokens struktur är skyddad, så inga flikar kan läggas till. Inget har skrivits.",
            "Ta bort skyddet (Granska, Skydda arbetsbok) och tryck på knappen igen.",
        ),
        "E907": Code(
            "resultatfliken är skyddad. Inget har skrivits.",
            "Ta bort skyddet (Granska, Ta bort bladets skydd) och tryck på knappen igen.",
        ),
        "E908": Code(
            "Excel för Windows finns inte på den här datorn ({system}).",
            "Använd itnamnd recalc, som läser och skriver arbetsböckerna utan Excel.",
        ),
        "E909": Code(
            "Excel kunde inte göra det som behövdes ({why}). Dina egna flikar är orörda, men en resultatflik kan vara "
            "ofullständig.",
            "Tryck på Räkna om. Hjälper det inte, så spara, stäng och öppna arbetsboken.",
        ),
        "E910": Code(
            "Python-paketet xlwings i rätt version ({version}) saknas.",
            "Kör py -m itnamnd_xl addin install, eller fråga IT.",
        ),
        "N911": Code(
            "Den markerade cellen står inte på en resultatflik.",
            "Markera ett tal eller en bedömning på en resultatflik och tryck på Visa källa.",
        ),
        "N912": Code(
            "Cellen har ingen egen källa: den är en rubrik, en förklaring eller beräknad ur flera celler.",
            "Kolumnen Källa visar vilka celler som raden bygger på.",
        ),
        "N913": Code("Källan är {where}, men arbetsboken är inte öppen.", "Öppna den och tryck på Visa källa igen."),
        "N914": Code("talformatet {code} visas på ett annat sätt i den här versionen av Excel; värdena påverkas inte."),
        "N915": Code(
            "resultatet är ändrat sedan förra beräkningen eller underlaget är ändrat, så källan går inte att visa.",
            "Tryck på Räkna om och försök igen.",
        ),
        "E916": Code(
            "Ett oväntat fel i verktyget ({kind}). Dina egna flikar är orörda.",
            "Anmäl felet till IT tillsammans med loggfilen {log}.",
        ),
        "N918": Code("Källan är {where}, på en flik som är dold.", "Visa fliken och tryck på Visa källa igen."),
        "E917": Code("Resultatflikarna är de enda flikar som syns.", "Visa en av dina egna flikar och försök igen."),
        "E919": Code(
            "Excel lät sig inte ställas tillbaka: {what}.",
            "Spara arbetsboken, stäng Excel och öppna den igen.",
        ),
        "N920": Code(
            "en {name} bredvid arbetsboken läses inte, eftersom arbetsboken inte ligger på en disk utan på {where}. "
            "Verktygets förval gäller, eller din egen konfiguration.",
            "Ange det som avviker på fliken Inställningar.",
        ),
        "W921": Code(
            "Excel tar inte emot {count} av flikens formler. Där står rätt värden, men de följer inte med när "
            "underlaget ändras.",
            "Tryck på Räkna om efter varje ändring.",
        ),
        # 93: the add-in on this computer
        "E930": Code("{path} är ingen mapp.", "Ange mappen med paketfilerna (.whl) till --from."),
        "E932": Code(
            "Miljövariabeln {name} saknas, så det går inte att veta var tillägget ska ligga.",
            "Logga in i Windows på nytt, eller be IT kontrollera användarprofilen.",
        ),
        "E933": Code(
            "{path} kan inte bytas ut eller tas bort; något program har filen öppen, troligen Excel.",
            "Stäng alla Excelfönster och kör igen.",
        ),
        "E934": Code(
            "Python-miljön {path} kunde inte skapas: {why}.",
            "IT behöver tillåta att {python} skapar en miljö i den mappen, och att program körs där.",
        ),
        "E935": Code(
            "Det som tillägget behöver kunde inte installeras: {why}.",
            "IT behöver tillåta hämtning från pypi.org och files.pythonhosted.org, eventuellt genom en proxy, eller "
            "lägga paketfilerna i en mapp: py -m itnamnd_xl addin install --from MAPP.",
        ),
        "E936": Code("Filen {name} följer inte med den här installationen.", "Installera om itnamnd-xl."),
        "E937": Code(
            "Python-miljön {path} används och kan inte tas bort.",
            "Stäng Excel och andra fönster som kör itnamnd, och kör igen.",
        ),
        "E938": Code(
            "{path} kunde inte skrivas: {why}.",
            "Kontrollera att mappen går att skriva i och att det finns plats på disken.",
        ),
        "E939": Code(
            "Python från Microsoft Store kan inte användas: Windows lägger dess filer där Excel inte ser dem.",
            "Installera Python från python.org (det kräver ingen administratörsbehörighet), och kör igen med den.",
        ),
        "E940": Code(
            "Det som itnamnd-xl installerades från finns inte kvar ({path}).",
            "Installera om itnamnd-xl, eller ange en mapp med paketfilerna: py -m itnamnd_xl addin install --from "
            "MAPP.",
        ),
        "E941": Code(
            "{path} finns redan och är inte skapad av itnamnd.", "Flytta mappen eller byt namn på den, och kör igen."
        ),
        "E942": Code(
            "Kommandot körs ur den Python-miljö som det ska ändra ({path}).",
            "Kör det från den Python där itnamnd-xl installerades.",
        ),
        "W943": Code(
            "itnamnd har inte lagt dit {path}, eller så har filen ändrats sedan dess. Den är kvar.",
            "Ta bort den själv om den inte behövs.",
        ),
        "W944": Code("Allt i {path} kunde inte tas bort.", "Ta bort mappen själv när datorn har startats om."),
        "W945": Code("{path} var en annan fil än itnamnds. Den är sparad som {backup}."),
    }
)
