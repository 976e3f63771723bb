"""Give the VBA of xlwings that a button needs to run Python on Windows: 13 of its 45 procedures, changed where said.

What is left out, and why:

- Every `Declare`, and with it the functions in cells and the Python server behind them. Defender's rule "Block Win32
  API calls from Office macros" stops a macro for a Declare that is merely there.
- xlwings PRO (code kept in the workbook), macOS, Conda, frozen programs.
- Every configuration but the file's own sheet. In an add-in xlwings would ask a sheet of the *open* workbook first,
  then a file beside it: whoever sends a workbook would choose which program the button starts.
- `prepare_sys_path`. With an empty PYTHONPATH it puts the current folder first on `sys.path`, and it writes the
  workbook's path into the command line unquoted.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scripts.vba_source import Edit, SourceError, chosen, resolved, split  # mypy names files from the root
else:
    from vba_source import Edit, SourceError, chosen, resolved, split  # Python looks beside the script

VERSION = "0.37.8"
BSD = "licenses/LICENSE.txt"
Book = Literal["ThisWorkbook", "ActiveWorkbook"]

CONDITIONS = {
    'App = "Microsoft Excel"': True,
    "VBA7": True,
    "Win64": True,
    "Mac": False,
    "Not Mac": True,
    "MAC_OFFICE_VERSION >= 15": False,
}
KEEP = (
    "RunPython",
    "ExecuteWindows",
    "GetConfigFromSheet",
    "GetConfig",
    "WScript",
    "FileExists",
    "FileExistsOnWindows",
    "ShowError",
    "ExpandEnvironmentStrings",
    "ReadFile",
    "SheetExists",
    "CreateGUID",
)
NO_WORKBOOK = """    If ActiveWorkbook Is Nothing Then
        MsgBox "Öppna först arbetsboken med tabellerna. Om den är öppen i Skyddad vy, klicka på Aktivera redigering.", _
            vbExclamation, "IT-nämnden"
        Exit Function
    End If

"""
RUN_PYTHON = (
    # Whatever fails on the way is said in Swedish: a policy that forbids Office to start programs raises an error here.
    Edit(
        "RunPython",
        "    Dim i As Integer\n",
        "    Dim interpreter As String\n\n{guard}    On Error GoTo failed\n",
        until="    SourcePythonCommand = PythonCommand\n",
    ),
    Edit(
        "RunPython",
        '    If interpreter = "" Then\n        \' Legacy\n',
        """    RunPython = ExecuteWindows(PythonCommand, interpreter)
    Exit Function
failed:
    RunPython = -1
    MsgBox "Excel fick inte starta Python (" & Err.Description & ")." & vbCrLf & vbCrLf & _
        "Troligen stoppas det av datorns säkerhetsinställningar. Be IT tillåta att Excel startar itnamnd, " & _
        "eller öppna Kommandotolken och skriv: py -m itnamnd_xl addin doctor", vbCritical, "IT-nämnden"
""",
        until="            RunPython = ExecuteWindows(False, PythonCommand, interpreter, PYTHONPATH)\n        End If\n",
    ),
)
EXECUTE_WINDOWS = (
    Edit(
        "ExecuteWindows",
        "(IsFrozen As Boolean, ",
        "(PythonCommand As String, PYTHON_WIN As String) As Integer\n",
        until="Optional FrozenArgs As String) As Integer\n",
    ),
    Edit(
        "ExecuteWindows",
        "    ' Call a command window and change",
        "    ' Starts Python and waits for it\n",
        until="see http://stackoverflow.com/q/7238403/918626\n",
    ),
    # Compared as text: the words for True and False follow the language of Windows.
    Edit(
        "ExecuteWindows",
        'If GetConfig("SHOW CONSOLE", False) = True Then',
        'If LCase$(GetConfig("SHOW CONSOLE", "false")) = "true" Then',
    ),
    Edit("ExecuteWindows", "RunCommand, condaExcecutable As String", "RunCommand As String"),
    Edit("ExecuteWindows", ", PythonDir As String, CondaCmd As String, CondaPath As String, CondaEnv As String", ""),
    Edit("ExecuteWindows", 'GetConfig("TEMP DIR", Environ("Temp")) \'undocumented setting', 'Environ("Temp")'),
    Edit(
        "ExecuteWindows",
        '    If Not IsFrozen And (PYTHON_WIN <> "python"',
        """    If Not FileExists(PYTHON_WIN) Then
        MsgBox "Python för itnamnd finns inte på sin plats:" & vbCrLf & PYTHON_WIN & vbCrLf & vbCrLf & _
            "Öppna Kommandotolken och skriv py -m itnamnd_xl addin doctor för att se vad som saknas, " & _
            "eller be IT installera itnamnd.", vbCritical, "IT-nämnden"
        ExecuteWindows = -1
        Exit Function
    End If
""",
        until='        PythonDir = ""  \' TODO: hack\n    End If\n',
    ),
    # Python is started directly: a rule that lets Office start one program would have to name cmd.exe otherwise.
    Edit(
        "ExecuteWindows",
        '    If Left$(PYTHON_WIN, 2) Like "[A-Za-z]:" Then\n',
        "",
        until='        DriveCommand = "pushd """ & PythonDir & """ & "\n    End If\n\n',
    ),
    Edit("ExecuteWindows", "Dim DriveCommand As String, RunCommand As String", "Dim RunCommand As String"),
    # -I leaves the current folder, PYTHONPATH and the user's packages out of sys.path, so that no stray pandas.py is
    # imported. What Python writes on standard error goes into the file that is its last argument; -X utf8=0 has it
    # written in the code page that ReadFile reads it in.
    Edit(
        "ExecuteWindows",
        '    If PYTHON_WIN <> "python" And PYTHON_WIN <> "pythonw" Then\n        PythonInterpreter = Chr(34)',
        (
            "    PythonInterpreter = Chr(34) & PYTHON_WIN & Chr(34)\n\n"
            '    RunCommand = PythonInterpreter & " -I -X utf8=0 -B -c """ & _\n'
            "        \"import sys; sys.stderr = open(sys.argv[-1], 'w', errors='replace'); \" & "
            'PythonCommand & """ "\n'
        ),
        until='        RunCommand = Chr(34) & PythonCommand & Chr(34) & " " & FrozenArgs & " "\n    End If\n',
    ),
    Edit(
        "ExecuteWindows",
        "switch: add the path of the python file and run the\n    ' Command as first argument, then",
        "switch, then",
    ),
    Edit("ExecuteWindows", "Then redirect stderr to the LOG_FILE and wait", "Then the LOG_FILE, and wait"),
    Edit(
        "ExecuteWindows",
        'WScript.Run("cmd.exe /C " & DriveCommand & _\n                       RunCommand & _',
        "WScript.Run(RunCommand & _",
    ),
    Edit("ExecuteWindows", '" 2> """ & LOG_FILE & """ ", _', '" """ & LOG_FILE & """", _'),
)
CONFIGURATION = (
    # On its own sheet: a bare Range fails while a chart sheet is in front.
    Edit("GetConfigFromSheet", "In Range(sht.Range(", "In sht.Range(sht.Range("),
    Edit("GetConfig", ', Optional source As String = "") As Variant', ") As Variant"),
    Edit(
        "GetConfig",
        "    ' If source is provided,",
        "    ' Only this file's own sheet is read, then the default\n",
        until="            'Add-in Sheet Config (only for custom add-ins, unused by xlwings add-in)\n",
    ),
    Edit("GetConfig", "        End If\n    End If\n\n    ' Directory Config\n", "\n", until="    ' Defaults\n"),
)
SHOW_ERROR = (
    Edit("ShowError", "    Dim ErrorSheet As Worksheet\n", ""),
    # Where Python itself did not start, there is none.
    Edit(
        "ShowError",
        "        Content = ReadFile(FileName)\n",
        "        If FileExists(FileName) Then Content = ReadFile(FileName)\n",
    ),
    Edit(
        "ShowError",
        '    If GetConfig("SHOW_ERROR_POPUPS", "True") = "False" Then\n',
        "",
        until='        ErrorSheet.Range("A1").Value = Content\n    Else\n',
    ),
    Edit(
        "ShowError",
        "            Content = Content & vbCrLf\n",
        """    Content = "Körningen avbröts av ett fel. Prova igen. Om det händer på nytt, öppna " & _
        "Kommandotolken och skriv py -m itnamnd_xl addin doctor, eller skicka texten nedan till IT." & _
        vbCrLf & vbCrLf & _
        Content & vbCrLf & "Tryck Ctrl+C för att kopiera texten."
""",
        until='to copy this message to the clipboard."\n',
    ),
    Edit(
        "ShowError",
        '            WScript.Popup Content, AUTO_DISMISS, "Error", OK_BUTTON_ERROR\n    End If\n',
        '    WScript.Popup Content, AUTO_DISMISS, "IT-nämnden", OK_BUTTON_ERROR\n',
    ),
)
EDITS = RUN_PYTHON + EXECUTE_WINDOWS + CONFIGURATION + SHOW_ERROR


def xlwings_file(name: str) -> str:
    """Read a text of the installed xlwings, which must be the version that the changes were written for."""
    package = next(iter(metadata.distributions(name="xlwings")), None)
    version = package.version if package else "none"
    if package is None or version != VERSION:
        raise SourceError(f"xlwings {VERSION} is needed to build these files, but {version} is installed")
    found = next((file for file in package.files or () if file.as_posix().endswith(name)), None)
    if found is None:
        raise SourceError(f"xlwings has no file {name}")
    return Path(str(found.locate())).read_text("utf-8")


def declarations(source: str, project: str, donor: str) -> str:
    """Give the head of the module: the licence, and the two constants that are needed."""
    comments = source.split("\n\n\n", 1)[0].removesuffix('\'Attribute VB_Name = "Main"').rstrip()
    if "Declare" in comments or "THE POSSIBILITY OF SUCH DAMAGE" not in comments:
        raise SourceError("the head of the module is not the licence alone")
    constants = [f'Public Const XLWINGS_VERSION As String = "{VERSION}"']
    name = 'Public Const PROJECT_NAME As String = "{}"'
    for line in (*constants, name.format(donor)):
        if source.split("\n").count(line) != 1:
            raise SourceError(f"the module lacks the line: {line}")
    licence = "\n".join(f"' {line}".rstrip() for line in xlwings_file(BSD).strip().split("\n"))
    changed = "'Changed: procedures that this project does not need are left out, others are adapted to it."
    return "\n".join((comments, "'", changed, "'", licence, "", *constants, name.format(project), "", ""))


def xlwings_module(project: str, book: Book) -> str:
    """Give the text of the module, for a workbook of its own or for an add-in over the open workbook.

    Args:
        project: the sheet with the configuration has this name and the ending .conf
        book: the workbook that the buttons are about
    """
    file, donor, guard = (
        ("xlwings/xlwings.bas", "xlwings", "")
        if book == "ThisWorkbook"
        else ("xlwings/xlwings_custom_addin.bas", "myaddin", NO_WORKBOOK)
    )
    attribute, text = xlwings_file(file).split("\n", 1)
    if attribute != 'Attribute VB_Name = "xlwings"':
        raise SourceError(f"{file} does not begin with its name")
    source = split(resolved(text, CONDITIONS))
    edits = [Edit(one.procedure, one.old, one.new.replace("{guard}", guard), one.until) for one in EDITS]
    return declarations(source.declarations, project, donor) + chosen(source, KEEP, edits)
