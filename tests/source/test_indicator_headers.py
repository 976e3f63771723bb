"""The headers of indicator tables as boards write them: appendix A, lists 5 to 11 and 18."""

from __future__ import annotations

import pytest

from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.lexicon import Lexicon

INDEX = Lexicon(default_policy()).headers
LISTED = {
    "goal": (
        # 5
        "Mål; Nämndmål; Nämndsmål; Nämndens mål; Verksamhetsmål; Övergripande mål; "
        "Kommunfullmäktiges mål; KF-mål; Fullmäktigemål; Inriktningsmål; Verksamhetsområdesmål; "
        "Strategiskt mål; Effektmål; Resultatmål; Utvecklingsmål; Prioriterat mål; Målområde; "
        "Fokusområde; Delmål; Enhetsmål; Förvaltningsmål; Kvalitetsmål; Målsättning; Målformulering; "
        "Perspektiv; Prioritering; Åtagande; Nämndens åtagande; Uppdrag; Önskat läge; Inriktning"
    ),
    "indicator": (
        # 6
        "Indikator; Indikatorer; Mått; Mätetal; Nyckeltal; Nyckelindikator; Styrtal; Styrmått; "
        "Måltal; Mätpunkt; Mätning; KPI; Resultatindikator; Uppföljningsmått; Kvalitetsmått; "
        "Verksamhetsmått; Volymmått; Framgångsfaktor; Kritiskt mått; Kortsiktiga nyckeltal; Kolada- "
        "nyckeltal; Indikator/mått; Nyckeltal/indikator; Så mäter vi; Hur mäts målet; Mäts genom; "
        "Mätmetod; Kriterium; Parameter; Index"
    ),
    "result": (
        # 7
        "Resultat; Resultat år 2023; Resultat 2023; Res; Utfall; Utfall år 2023; Värde; Mätvärde; "
        "Uppmätt värde; Uppnått värde; Uppnått resultat; Mätresultat; Nuläge; Nuvärde; Aktuellt "
        "värde; Senaste värde; Senaste mätning; Utfall helår; Utfall delår; Utfall aug; T1; T2; T3; "
        "Tertial 2; Årsutfall; Faktiskt utfall; Rapporterat värde; Totalt; Kvinnor; Män; Bokslut "
        "2023"
    ),
    "target": (
        # 8
        "Målvärde; Målvärde 2023; Målvärde år 2023; Målnivå; Måltal; Mål; Mål 2023; Mål år 2023; "
        "Årsmål; Målsättning; Önskat värde; Önskat resultat; Börvärde; Riktvärde; Riktmärke; "
        "Gränsvärde; Tröskelvärde; Ambition; Ambitionsnivå; Nivå; Mål minst; Mål max; Mål (≥); "
        "Etappmål; Mål 2026; Mål mandatperioden; Planerat värde; Planvärde; Förväntat värde; Krav; "
        "SLA-nivå; Godkänd nivå; Target"
    ),
    "status": (
        # 9
        "Status; Bedömning; Måluppfyllelse; Målbedömning; Bedömd måluppfyllelse; Grad av "
        "måluppfyllelse; Uppfyllelse; Uppfyllelsegrad; Uppfyllt; Uppnått; Uppnås; Uppnådd; Når vi "
        "målet?; Läge; Färg; Färgmarkering; Trafikljus; Signal; Symbol; Utfallssymbol; Ikon; Smiley; "
        "RAG; Resultatbedömning; Helårsbedömning; Prognos måluppfyllelse; Statusindikator; "
        "Nulägesstatus"
    ),
    "comment": (
        # 10
        "Kommentar; Kommentarer; Kommentar till utfall; Kommentar till avvikelse; Analys; "
        "Avvikelseanalys; Resultatanalys; Förklaring; Orsak; Orsak till avvikelse; Anmärkning; Anm; "
        "Notering; Not; Noter; Beskrivning; Motivering; Åtgärd; Åtgärder; Vidtagna åtgärder; "
        "Planerade åtgärder; Slutsats; Sammanfattning; Fritext; Text; Uppföljningskommentar; "
        "Verksamhetens kommentar; Bakgrund; Källa; Övrigt; Info"
    ),
    "responsible": (
        # 11
        "Ansvarig; Ansvarig person; Målansvarig; Indikatoransvarig; Måttansvarig; Uppgiftslämnare; "
        "Rapportör; Inrapportör; Handläggare; Chef; Ansvarig chef; Förvaltningschef; Enhetschef; "
        "Ägare; Processägare; Projektledare; Projektansvarig; Budgetansvarig; Beslutsattestant; "
        "Attestant; Ansvar; Ansvarskod; Ansvarig enhet; Ansvarig nämnd; Nämnd; Förvaltning; "
        "Avdelning; Enhet; Kontaktperson; Kontakt; Ekonom; Controller; Namn; Signatur"
    ),
    "direction": (
        # 18
        "Riktning; Önskad riktning; Bättre är; Typ av mål; Högre/lägre bättre; Polaritet"
    ),
}
FORECASTS = "Prognos; Helårsprognos; Prognos helår; Prognos 2; Förväntat utfall; Bedömt utfall"
CASES = [(concept, header) for concept, listed in LISTED.items() for header in listed.split("; ")]


@pytest.mark.parametrize(("concept", "header"), CASES)
@pytest.mark.parametrize(
    "spelled", [str, str.upper, "{} 2023".format, "{} *".format], ids=["as it is", "capitals", "year", "note"]
)
def test_a_header_names_its_concept(concept: str, header: str, spelled: type[str]) -> None:
    wanted = {"result": {"result", "outcome"}}.get(concept, {concept})
    assert INDEX.header(spelled(header)).concepts & wanted


@pytest.mark.parametrize("header", FORECASTS.split("; "))
def test_a_forecast_is_kept_apart_from_a_result(header: str) -> None:
    assert "forecast" in INDEX.header(header).concepts
    assert not INDEX.header(header).concepts & {"result", "outcome"}


@pytest.mark.parametrize("header", ["Trend", "Trendpil", "Utveckling"])
def test_a_trend_is_kept_apart_from_a_verdict(header: str) -> None:
    assert INDEX.header(header).concepts == {"trend"}


@pytest.mark.parametrize("header", ["Kvinnor", "Män", "Resultat kvinnor", "Utfall män 2023"])
def test_a_value_for_women_or_men_alone_is_known_as_one(header: str) -> None:
    assert INDEX.header(header).concepts == {"result", "gender"}


@pytest.mark.parametrize(
    "header",
    ["Riket", "Rikssnitt", "Medel riket", "Jämförelse", "Länet", "Snitt liknande kommuner", "Riket 2023"],
)
def test_a_value_of_others_is_known_as_one(header: str) -> None:
    assert INDEX.header(header).concepts == {"comparison"}
