"""What of a formula stays the same when programs save it, and when a workbook changes around it; and what does not."""

from __future__ import annotations

import pytest

from itnamnd_xl.package.formulas import formula_shape

SHOWN = "IF(ISNUMBER('Drift'!C5),'Drift'!C5,\"saknas\")"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        # As programs save it: quotation marks that are not needed, digits, spaces, letters, what Excel adds.
        (SHOWN, 'if( ISNUMBER(Drift!C5) ,Drift!C5,"saknas")'),
        ("IF(B7>1E12,1,0)", "IF(B7>1000000000000,1,0)"),
        ("IF(B7>1000000000000,1,0)", "IF(B7>1E+12,1,0)"),
        ("ROUND(A1*.5+1.50,6)", "ROUND(A1*0.5+1.5,6)"),
        ("A1<0.000000001", "A1<1E-09"),
        ("A1>123456789012345678", "A1>1.23456789012346E+017"),
        ("IF(TRUE,1,FALSE())", "IF(TRUE(),1,FALSE)"),
        ("SUM('Anna''s blad'!A1:A3)", "SUM('anna''S BLAD'!A1:A3)"),
        ("UNICHAR(9679)", "_xlfn.UNICHAR(9679)"),
        # As Excel leaves it: rows put in, a sheet renamed or gone, cells gone, our own columns moved.
        (SHOWN, "IF(ISNUMBER('Drift'!C7),'Drift'!C7,\"saknas\")"),
        (SHOWN, "IF(ISNUMBER('Nya driften (2)'!C5),'Nya driften (2)'!C5,\"saknas\")"),
        (SHOWN, 'IF(ISNUMBER(#REF!C5),#REF!C5,"saknas")'),
        (SHOWN, 'IF(ISNUMBER(Drift!#REF!),Drift!#REF!,"saknas")'),
        (SHOWN, 'IF(ISNUMBER(#REF!),#REF!,"saknas")'),
        ("ROUND(SUM($C$5:$C$9),6)", "ROUND(SUM($C$5:$C$11),6)"),
        ("ROUND(B5-C5,6)", "ROUND(D6-E6,6)"),
        ("COUNTIFS($A$1:$A$9,1)", "COUNTIFS(A:A,1)"),
        ("'Måluppfyllelse'!$B$4", "Måluppfyllelse!$B$9"),
        ("B4", "$B$9"),
    ],
)
def test_what_nobody_typed_is_the_same(ours: str, theirs: str) -> None:
    assert formula_shape(ours) == formula_shape(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SHOWN, "'Drift'!C5"),
        (SHOWN, "IF(ISNUMBER('Drift'!C5),'Drift'!C5,\"okänt\")"),
        (SHOWN, "IF(ISNUMBER('Drift'!C5),'Drift'!C5+1,\"saknas\")"),
        ("ROUND(B5-C5,6)", "ROUND(B5-C5,7)"),
        ("ROUND(B5-C5,6)", "ROUND(B5+C5,6)"),
        ("ROUND(B5-C5,6)", "ROUNDUP(B5-C5,6)"),
        ("IF(A1>0,1,0)", "IF(A1>=0,1,0)"),
        ("IF(A1,TRUE,1)", "IF(A1,FALSE,1)"),
        ("LOG10(A1)", "LOG(A1)"),
        ("A1B+1", "A1+1"),
        # Her own figure in the place of ours, by a reference alone.
        ("'Måluppfyllelse'!$B$4", "Egen!$B$4"),
        ("'Måluppfyllelse'!$B$4", "Måluppfyllelse!$C$4"),
        ("'Måluppfyllelse'!$B$4", "B4"),
        ("B4", "Namn"),
    ],
)
def test_what_somebody_typed_is_another(ours: str, theirs: str) -> None:
    assert formula_shape(ours) != formula_shape(theirs)


def test_what_stands_in_a_text_is_no_reference() -> None:
    assert formula_shape('HYPERLINK("#\'Drift\'!C5","C5")') != formula_shape('HYPERLINK("#\'Drift\'!C6","C6")')
