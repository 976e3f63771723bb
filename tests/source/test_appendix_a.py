"""Appendix A of the domain in full: every header that it lists is known, however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.lexicon import Lexicon

POLICY = default_policy()
INDEX = Lexicon(POLICY).headers

# The appendix as it stands, but for what it says in words about headers rather than lists; a semicolon parts names.
APPENDIX = {
    "1 account text": (
        "Kontotext; Konto; Kontobenämning; Kontonamn; Benämning; Text; Radtext; Rad; Post; Resultatpost; Budgetpost; "
        "Slag; Kontoslag; Kostnadsslag; Intäktsslag; Kostnads- och intäktsslag; Kontogrupp; Kontoklass; Verksamhet; "
        "Verksamhetsområde; Ansvar; Ansvarstext; Enhet; Avdelning; Nämnd; Nämnd/styrelse; Område; Aktivitet; Objekt; "
        "Specifikation; Beskrivning; Rubrik; Driftredovisning"
    ),
    "1 projects": (
        "Projekt; Projektnamn; Projekttext; Investering; Investeringsprojekt; Investeringsobjekt; Inv.projekt"
    ),
    "2 budget": (
        "Budget; Budget 2023; Bud; B 2023; B23; BU 2023; Årsbudget; Helårsbudget; Budget helår; Internbudget; "
        "Detaljbudget; Nämndbudget; Nettobudget; Kommunbidrag; Budgetram; Ram; Driftram; Anslag; Ursprunglig budget; "
        "Slutlig budget; Reviderad budget; Rev budget; Justerad budget; Budget inkl tilläggsanslag; "
        "Budget inkl ombudgetering; Fastställd budget; Beslutad budget; Periodbudget; Ack budget; "
        "Ackumulerad budget; Budget jan–aug; Budget 2308; Plan; Flerårsbudget; Investeringsbudget; Total budget; "
        "Beslutad totalutgift"
    ),
    "3 outcome": (
        "Utfall; Utfall 2023; Utfall2013; Utf; U 2023; Årets utfall; Helårsutfall; Utfall helår; Ack utfall; "
        "Ackumulerat utfall; Ack; Ack 2308; Utfall perioden; Periodutfall; Utfall jan–aug; Utfall t.o.m. aug; "
        "Utfall 2023-12-31; Bokslut; Bokslut 2023; BS 2023; Redovisat; Redovisning; Redovisat utfall; Verkligt; "
        "Faktiskt; Resultat; Nettokostnad; Netto; Nettoutfall; Förbrukat; Förbrukning; Upparbetat; Belopp; Saldo; "
        "Årets investering"
    ),
    "4 deviation": (
        "Avvikelse; Avv; Avv.; Avvik; Budgetavvikelse; Budget-avvikelse; Avvikelse mot budget; "
        "Avvikelse budget/utfall; Budget–utfall; Utfall–budget; Budgetdifferens; Differens; Diff; Skillnad; "
        "Överskott/underskott; Över-/underskott; Över/under; +/-; ±; Resultat mot budget; Resultat; Budgetresultat; "
        "Budgetföljsamhet; Kvar av budget; Kvar; Återstår; Återstående budget; Ej förbrukat; Rest; Avvikelse tkr; "
        "Avvikelse helår; Prognosavvikelse; Avvikelse prognos; Avvikelse totalutgift"
    ),
    "4 not the same": "Avvikelse %; Förbrukning %; Resultat andel; Förändring",
    "5 goal": (
        "Mål; Nämndmål; Nämndsmål; Nämndens mål; Verksamhetsmål; Övergripande mål; Kommunfullmäktiges mål; KF-mål; "
        "Fullmäktigemål; Inriktningsmål; Verksamhetsområdesmål; Strategiskt mål; Effektmål; Resultatmål; "
        "Utvecklingsmål; Prioriterat mål; Målområde; Fokusområde; Delmål; Enhetsmål; Förvaltningsmål; Kvalitetsmål; "
        "Målsättning; Målformulering; Perspektiv; Prioritering; Åtagande; Nämndens åtagande; Uppdrag; Önskat läge; "
        "Inriktning"
    ),
    "6 indicator": (
        "Indikator; Indikatorer; Mått; Mätetal; Nyckeltal; Nyckelindikator; Styrtal; Styrmått; Måltal; Mätpunkt; "
        "Mätning; KPI; Resultatindikator; Uppföljningsmått; Kvalitetsmått; Verksamhetsmått; Volymmått; "
        "Framgångsfaktor; Kritiskt mått; Kortsiktiga nyckeltal; Kolada-nyckeltal; Indikator/mått; "
        "Nyckeltal/indikator; Så mäter vi; Hur mäts målet; Mäts genom; Mätmetod; Kriterium; Parameter; Index"
    ),
    "7 result": (
        "Resultat; Resultat år 2023; Resultat 2023; Res; Utfall; Utfall år 2023; Värde; Mätvärde; Uppmätt värde; "
        "Uppnått värde; Uppnått resultat; Mätresultat; Nuläge; Nuvärde; Aktuellt värde; Senaste värde; "
        "Senaste mätning; Utfall helår; Utfall delår; Utfall aug; T1; T2; T3; Tertial 2; Årsutfall; "
        "Faktiskt utfall; Rapporterat värde; Totalt; Kvinnor; Män; Bokslut 2023"
    ),
    "7 forecast": "Prognos; Helårsprognos; Prognos helår; Prognos 2; Förväntat utfall; Bedömt utfall",
    "8 target": (
        "Målvärde; Målvärde 2023; Målvärde år 2023; Målnivå; Måltal; Mål; Mål 2023; Mål år 2023; Årsmål; "
        "Målsättning; Önskat värde; Önskat resultat; Börvärde; Riktvärde; Riktmärke; Gränsvärde; Tröskelvärde; "
        "Ambition; Ambitionsnivå; Nivå; Mål minst; Mål max; Mål (≥); Etappmål; Mål 2026; Mål mandatperioden; "
        "Planerat värde; Planvärde; Förväntat värde; Krav; SLA-nivå; Godkänd nivå; Target"
    ),
    "9 status": (
        "Status; Bedömning; Måluppfyllelse; Målbedömning; Bedömd måluppfyllelse; Grad av måluppfyllelse; "
        "Uppfyllelse; Uppfyllelsegrad; Uppfyllt; Uppnått; Uppnås; Uppnådd; Når vi målet?; Läge; Färg; "
        "Färgmarkering; Trafikljus; Signal; Symbol; Utfallssymbol; Ikon; Smiley; RAG; Resultatbedömning; "
        "Helårsbedömning; Prognos måluppfyllelse; Statusindikator; Nulägesstatus"
    ),
    "9 trend": "Trend; Trendpil; Utveckling",
    "10 comment": (
        "Kommentar; Kommentarer; Kommentar till utfall; Kommentar till avvikelse; Analys; Avvikelseanalys; "
        "Resultatanalys; Förklaring; Orsak; Orsak till avvikelse; Anmärkning; Anm; Notering; Not; Noter; "
        "Beskrivning; Motivering; Åtgärd; Åtgärder; Vidtagna åtgärder; Planerade åtgärder; Slutsats; "
        "Sammanfattning; Fritext; Text; Uppföljningskommentar; Verksamhetens kommentar; Bakgrund; Källa; Övrigt; Info"
    ),
    "11 responsible": (
        "Ansvarig; Ansvarig person; Målansvarig; Indikatoransvarig; Måttansvarig; Uppgiftslämnare; Rapportör; "
        "Inrapportör; Handläggare; Chef; Ansvarig chef; Förvaltningschef; Enhetschef; Ägare; Processägare; "
        "Projektledare; Projektansvarig; Budgetansvarig; Beslutsattestant; Attestant; Ansvar; Ansvarskod; "
        "Ansvarig enhet; Ansvarig nämnd; Nämnd; Förvaltning; Avdelning; Enhet; Kontaktperson; Kontakt; Ekonom; "
        "Controller; Namn; Signatur"
    ),
    "12 member": (
        "Kommun; Kommuner; Medlem; Medlemskommun; Medlemskommuner; Förbundsmedlem; Samverkande kommun; "
        "Samverkanskommun; Deltagande kommun; Part; Parter; Avtalspart; Motpart; Motpartskod; Motp; Kund; Kundnamn; "
        "Kundnr; Fakturamottagare; Mottagare; Betalare; Ägarkommun; Delägare; Huvudman; Beställare; Organisation; "
        "Kommunnamn; Kommunkod; Kommunnr; Värdkommun; Org.nr; Namn"
    ),
    "13 key": (
        "Invånare; Antal invånare; Invånarantal; Inv; Inv.; Antal inv; Folkmängd; Folkmängd 31 dec; Folkmängd 1 nov; "
        "Folkmängd 2022-12-31; Befolkning; Befolkning 31/12; Befolkningsmängd; Befolkningstal; Invånare totalt; "
        "Invånare totalt, antal; N01951; Kommuninvånare; Folkbokförda; Inv 1/11; Inv 221231; Population; "
        "Antal användare; Användare; Användarkonton; Konton; Antal datorer; Datorer; Antal enheter; "
        "Licenser (antal); Fördelningsnyckel; Nyckel; Nyckel invånarantal; Fördelningstal; Fördelningsgrund; "
        "Fördelning %; Andel; Andel %; Andel invånare; Procentandel; Kostnadsandel; Vikt; Underlag; Antal"
    ),
    "14 ledger": (
        "Konto; Kontonr; Kontonummer; Ansvar; Verksamhet; Aktivitet; Projekt; Objekt; Motpart; Verifikation; Vernr; "
        "Ver; Verdatum; Bokföringsdatum; Datum; Bokf.datum; Period; Belopp; Saldo; Debet; Kredit; Text; "
        "Verifikationstext"
    ),
    "15 income": "Intäkter; Intäkt; Verksamhetens intäkter",
    "15 costs": "Kostnader; Kostnad; Verksamhetens kostnader",
    "15 net": "Nettokostnad; Netto",
    "16 decided": "Beslutad totalutgift; Beslutad totalbudget; Total budget; Projektbudget; Totalbudget",
    "16 accumulated": "Ack utfall; Ackumulerat utfall; Ack utfall t.o.m. 2022; Upparbetat totalt",
    "16 forecast total": "Prognos totalutgift; Beräknad totalutgift; Slutkostnadsprognos",
    "16 deviation": "Avvikelse totalutgift",
    "16 status": "Status; Färdigställd; Pågående",
    "17 forecast": (
        "Prognos; Helårsprognos; Prognos helår; Prognos 1; Prognos 2; Prognos 3; Årsprognos; Prognos dec; "
        "Förväntat utfall; Beräknat utfall"
    ),
    "18 direction": (
        "Riktning; Önskad riktning; Bättre är; Typ av mål; Högre/lägre bättre; Högre bättre; Lägre bättre; Polaritet"
    ),
}

# A part of a ledger's coding may be known as the label or the member that it is elsewhere.
CONCEPTS = {
    "1 account text": {"text"},
    "1 projects": {"project"},
    "2 budget": {"budget", "original_budget", "revised_budget", "multi_year_budget", "decided_total"},
    "3 outcome": {"outcome"},
    "4 deviation": {"deviation", "forecast_deviation", "total_deviation"},
    "4 not the same": {"not_an_amount"},
    "5 goal": {"goal"},
    "6 indicator": {"indicator"},
    "7 result": {"result", "outcome"},
    "7 forecast": {"forecast"},
    "8 target": {"target"},
    "9 status": {"status"},
    "9 trend": {"trend"},
    "10 comment": {"comment"},
    "11 responsible": {"responsible"},
    "12 member": {"member", "member_code"},
    "13 key": {"population", "users", "computers", "licences", "shares"},
    "14 ledger": {"account", "ledger", "text", "project", "member", "outcome", "key_date", "ledger_period"},
    "15 income": {"income_column"},
    "15 costs": {"cost_column"},
    "15 net": {"net_column"},
    "16 decided": {"decided_total"},
    "16 accumulated": {"accumulated"},
    "16 forecast total": {"forecast_total"},
    "16 deviation": {"total_deviation"},
    "16 status": {"project_status"},
    "17 forecast": {"forecast"},
    "18 direction": {"direction"},
}
ENTRIES = [(group, name) for group, listed in APPENDIX.items() for name in listed.split("; ")]


@pytest.mark.parametrize(("group", "name"), ENTRIES)
def test_every_header_of_the_appendix_is_known_under_its_group(group: str, name: str) -> None:
    assert INDEX.header(name).concepts & CONCEPTS[group]


@pytest.mark.parametrize("group", ["2 budget", "3 outcome", "4 deviation"])
def test_what_is_not_the_same_is_no_amount(group: str) -> None:
    found = {name: INDEX.header(name) for name in APPENDIX["4 not the same"].split("; ")}
    assert not [name for name, one in found.items() if one.unit != "%" and one.concepts & CONCEPTS[group]]


@pytest.mark.parametrize(
    ("name", "concept"), [("Beslutad totalutgift", "budget"), ("Total budget", "budget"), ("Flerårsbudget", "budget")]
)
def test_what_is_decided_for_several_years_is_not_the_years_budget(name: str, concept: str) -> None:
    assert concept not in INDEX.header(name).concepts


# What boards write around a header, with the year and the unit that stand in it.
YEARS = {"": None, " 2023": 2023, " år 2024": 2024, " 2023-12-31": 2023, " jan–aug 2023": 2023, " 2308": 2023}
PERIODS = {"": False, " helår": True, " t.o.m. aug": False, " jan-okt": False, " delår": False}
UNITS = {"": None, " (tkr)": "tkr", ", mnkr": "mnkr", " i tkr": "tkr", " (Mkr)": "mnkr", " [kkr]": "tkr", " %": "%"}
FOOTNOTES = ("", " 1)", "²", "*")
WHITE = (" ", "\u00a0", "\n", "  ")
# What is added to these would be part of them, or say it twice.
TIMED = re.compile(
    r"\d|helår|delår|perioden|\baug\b|\bjan\b|\bdec\b|\bnov\b|^Period$|år$|%|tkr|^Prognos$", re.IGNORECASE
)
PLAIN = [(group, name) for group, name in ENTRIES if not TIMED.search(name) and name not in ("+/-", "±")]


@given(
    entry=st.sampled_from(PLAIN),
    year=st.sampled_from(list(YEARS)),
    period=st.sampled_from(list(PERIODS)),
    unit=st.sampled_from(list(UNITS)),
    footnote=st.sampled_from(FOOTNOTES),
    white=st.sampled_from(WHITE),
    turn=st.sampled_from([str, str.upper, str.lower, str.title]),
)
@example(("3 outcome", "Utfall"), " 2023", "", " i tkr", "*", "\n", str.upper)
def test_whatever_stands_around_a_header_is_taken_off_and_kept(
    entry: tuple[str, str], year: str, period: str, unit: str, footnote: str, white: str, turn: type[str]
) -> None:
    _, name = entry
    plain = INDEX.header(name)
    added = "" if year.endswith(("2308", "jan–aug 2023")) else period
    text = turn(f"{name}{added}{year}").replace(" ", white) + unit + footnote
    found = INDEX.header(text)
    longer = {stem_of(one) for listed in POLICY.synonyms.values() for one in listed} - {stem_of(name)}
    if {stem_of(f"{name}{added}"), stem_of(f"{name}{added}{year}{unit}"), stem_of(f"{name}{unit}")} & longer:
        return  # A longer header of the list: Avvikelse helår is no Avvikelse.
    assert (found.concepts, found.year, found.unit) == (plain.concepts, YEARS[year], UNITS[unit])
    # A period's budget is of a part of the year whatever stands beside it.
    in_part = plain.interim or "aug" in added + year or "okt" in added or "delår" in added or "2308" in year
    assert found.interim == in_part


@given(entry=st.sampled_from([one for one in PLAIN if len(stem_of(one[1])) > 12]), letters=st.integers(8, 30))
def test_a_header_that_is_cut_off_is_known_where_it_can_be_but_one_thing(entry: tuple[str, str], letters: int) -> None:
    cut = entry[1][:letters].rstrip(" -/")
    starts = [
        set(concepts)
        for stem, concepts in INDEX._concepts.items()
        if stem.startswith(stem_of(cut)) and stem_of(cut) not in INDEX._concepts
    ]
    if INDEX._difference(cut) or INDEX._compound(cut):
        return  # What is left is a header by itself: Avvikelse B is that of a budget.
    # The last letters may look like a unit's: Förväntat v.
    if len(cut) < len(entry[1]) and starts and "/" not in cut and INDEX.header(f"{cut}.").unit is None:
        assert INDEX.header(f"{cut}.").concepts == set.intersection(*starts)
