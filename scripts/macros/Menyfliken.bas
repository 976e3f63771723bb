Attribute VB_Name = "Menyfliken"
Option Explicit

' What the buttons of the ribbon call (customUI14.xml). Excel hands over the button, which nothing here needs.

Public Sub RibbonRaknaOm(control As IRibbonControl)
    RaknaOm
End Sub

Public Sub RibbonKontrollera(control As IRibbonControl)
    Kontrollera
End Sub

Public Sub RibbonVisaKalla(control As IRibbonControl)
    VisaKalla
End Sub

Public Sub RibbonTaBortResultat(control As IRibbonControl)
    TaBortResultat
End Sub

Public Sub RibbonHjalp(control As IRibbonControl)
    Hjalp
End Sub
