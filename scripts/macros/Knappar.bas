Attribute VB_Name = "Knappar"
Option Explicit

' What the buttons on a sheet call, and through Menyfliken those of the ribbon.

Public Sub RaknaOm()
    RunPython "import itnamnd_xl.addin; itnamnd_xl.addin.recalculate()"
End Sub

Public Sub Kontrollera()
    RunPython "import itnamnd_xl.addin; itnamnd_xl.addin.check()"
End Sub

Public Sub VisaKalla()
    RunPython "import itnamnd_xl.addin; itnamnd_xl.addin.show_source()"
End Sub

Public Sub TaBortResultat()
    RunPython "import itnamnd_xl.addin; itnamnd_xl.addin.remove_results()"
End Sub

Public Sub Hjalp()
    RunPython "import itnamnd_xl.addin; itnamnd_xl.addin.show_help()"
End Sub
