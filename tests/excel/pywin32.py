"""What xlwings' Windows engine imports from pywin32, for machines without it, and the engine itself over that.

The modules stand in `sys.modules` only between `install` and `uninstall`; `ctypes` is left as it was.
"""

from __future__ import annotations

import atexit
import ctypes
import datetime as dt
import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

HWND, PID = 1001, 4711
BUSY = -2147418111  # RPC_E_CALL_REJECTED
UNKNOWN_NAME = -2147352570  # DISP_E_UNKNOWNNAME


class com_error(Exception):  # noqa: N801, N818 - pywin32's own name
    """As pywin32 raises it: four arguments, of which the third is a tuple of six, or None."""

    def __init__(
        self,
        hresult: int = 0,
        strerror: str = "",
        excepinfo: tuple[int, str, str, str | None, int, int] | None = None,
        argerror: int | None = None,
    ) -> None:
        super().__init__(hresult, strerror, excepinfo, argerror)
        self.hresult, self.strerror, self.excepinfo, self.argerror = hresult, strerror, excepinfo, argerror


class CDispatch:
    """The class of pywin32's late-bound objects: xlwings wraps whatever is one."""


class CoClassBaseClass:
    """Only asked for by isinstance."""


class DispatchBaseClass:
    """Only asked for by isinstance."""


class TimeZoneInfo:
    """win32timezone's, of which xlwings uses one thing."""

    @staticmethod
    def utc() -> dt.tzinfo:
        return dt.UTC


class Hooks:
    """What the stubs hand on to the double that is running now."""

    application: Any = None

    @classmethod
    def message_box(cls, _window: int, text: str, caption: str, style: int) -> int:
        return 1 if cls.application is None else int(cls.application._alert(text, caption, style))

    @classmethod
    def dispatch(cls, *_: Any, **__: Any) -> Any:
        if cls.application is None:
            raise com_error(-2147221021, "Operation unavailable")
        return cls.application

    @classmethod
    def top_window(cls, _parent: Any) -> int:
        return HWND if cls.application is not None else 0


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(members)
    return module


def _modules() -> dict[str, ModuleType]:
    client = _module(
        "win32com.client",
        CDispatch=CDispatch,
        CoClassBaseClass=CoClassBaseClass,
        DispatchBaseClass=DispatchBaseClass,
        Dispatch=Hooks.dispatch,
        DispatchEx=Hooks.dispatch,
        GetActiveObject=Hooks.dispatch,
    )
    return {
        "pywintypes": _module("pywintypes", com_error=com_error, TimeType=dt.datetime, error=OSError, IID=str),
        "pythoncom": _module(
            "pythoncom",
            com_error=com_error,
            ole_error=com_error,
            __file__="pythoncom",
            CoInitialize=lambda: None,
            CoUninitialize=lambda: None,
            PumpWaitingMessages=lambda: 0,
        ),
        "win32api": _module("win32api", MessageBox=Hooks.message_box),
        "win32con": _module(
            "win32con",
            MB_OK=0,
            MB_OKCANCEL=1,
            MB_YESNOCANCEL=3,
            MB_YESNO=4,
            MB_ICONWARNING=48,
            MB_ICONINFORMATION=64,
        ),
        "win32gui": _module("win32gui", FindWindowEx=lambda *_: HWND),
        "win32process": _module("win32process", GetWindowThreadProcessId=lambda _: (1, PID)),
        "win32timezone": _module("win32timezone", TimeZoneInfo=TimeZoneInfo),
        "win32com": _module("win32com", client=client),
        "win32com.client": client,
    }


MODULES = _modules()


def _libraries() -> tuple[SimpleNamespace, SimpleNamespace]:
    """The calls into Windows' own libraries that the engine makes: `oledll` and `windll`."""
    ole = SimpleNamespace(
        ole32=SimpleNamespace(CLSIDFromString=lambda *_: 0),
        oleacc=SimpleNamespace(AccessibleObjectFromWindow=lambda *_: 0),
    )
    user = SimpleNamespace(
        GetTopWindow=Hooks.top_window,
        GetWindow=lambda *_: 0,
        GetForegroundWindow=lambda: HWND,
        SetForegroundWindow=lambda _: 1,
        SetWindowPos=lambda *_: 1,
    )
    return ole, SimpleNamespace(user32=user)


class _Library:
    """Stands for `ctypes.PyDLL(pythoncom.__file__)`."""

    def __init__(self, _path: str) -> None:
        self.PyCom_PyObjectFromIUnknown = SimpleNamespace()


def _engine() -> Any:
    """Import xlwings' Windows engine, once; `ctypes` and `sys.path` are afterwards as they were."""
    name = "xlwings._xlwindows"
    if name in sys.modules:
        return sys.modules[name]
    importlib.import_module("xlwings")
    absent = object()
    changed: dict[str, Any] = dict(zip(("oledll", "windll"), _libraries(), strict=True)) | {"PyDLL": _Library}
    before = {key: getattr(ctypes, key, absent) for key in changed}
    try:
        for key, value in changed.items():
            setattr(ctypes, key, value)
        engine: Any = importlib.import_module(name)
    finally:
        for key, value in before.items():
            if value is absent:
                delattr(ctypes, key)
            else:
                setattr(ctypes, key, value)
    engine._PyCom_PyObjectFromIUnknown = Hooks.dispatch
    atexit.unregister(engine.cleanup)  # it would look for processes of Excel
    return engine


def install() -> Any:
    """Put the stubs where imports find them, and return the module `xlwings._xlwindows`. Twice does no harm."""
    for name, module in MODULES.items():
        sys.modules.setdefault(name, module)
    if sys.modules["pywintypes"] is not MODULES["pywintypes"]:
        raise RuntimeError("there is a real pywin32 here: the double is for machines without it")
    engine = _engine()
    engine.N_COM_ATTEMPTS = 1  # 0 means for ever
    return engine


def uninstall() -> None:
    """Take the stubs out of sight again; the engine keeps its own references to them."""
    Hooks.application = None
    for name, module in MODULES.items():
        if sys.modules.get(name) is module:
            del sys.modules[name]
