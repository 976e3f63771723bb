"""Write the streams of a VBA project from the text of its modules. References are to [MS-OVBA].

The project holds source text alone. A project may carry compiled code too, but only Excel can make it: without it
Excel compiles the text when the file is opened, and what is read in the file is what runs.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

CHUNK = 4096
# A raw chunk (2.4.1.3.10) is always 4096 bytes. A shorter last one would be filled up with zeros, which are no longer
# told from its content; source text never gets there, as it packs to well under half.
RAW_CHUNK = struct.pack("<H", 0x3FFF)

# The class that a document module extends: Excel's workbook and worksheet.
WORKBOOK_CLASS = "00020819-0000-0000-C000-000000000046"
WORKSHEET_CLASS = "00020820-0000-0000-C000-000000000046"

# What Excel itself refers to in a new workbook; VBA and Excel are understood. IRibbonControl stands in Office.
REFERENCES = (
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        (
            r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#C:\Program Files\Common Files\Microsoft Shared"
            r"\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library"
        ),
    ),
)

# A _VBA_PROJECT stream without performance cache: version 0xFFFF says that it is to be ignored (2.3.4.1).
NO_CACHE = bytes.fromhex("cc61ffff000100")
SEED = 0x8D  # of the obfuscation in the PROJECT stream; any byte would do
IGNORED = 0x07  # what fills the bytes that are ignored


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its name, its text without attributes, and for a document module the class that it extends."""

    name: str
    source: str = ""
    document_class: str | None = None

    @property
    def attributes(self) -> str:
        """Give the attributes that stand before the text, unseen in the editor (4.2)."""
        if self.document_class is None:
            return f'Attribute VB_Name = "{self.name}"\n'
        lines = (
            f'Name = "{self.name}"',
            f'Base = "0{{{self.document_class}}}"',
            "GlobalNameSpace = False",
            "Creatable = False",
            "PredeclaredId = True",
            "Exposed = True",
            "TemplateDerived = False",
            "Customizable = True",
        )
        return "".join(f"Attribute VB_{line}\n" for line in lines)

    @property
    def text(self) -> bytes:
        """Give the stored text: Windows-1252, as the project's code page says, with carriage returns."""
        text = self.attributes + self.source
        try:
            return text.replace("\n", "\r\n").encode("cp1252")
        except UnicodeEncodeError as error:
            stray = error.object[error.start]
            raise ValueError(f"the module {self.name} has a character outside Windows-1252: {stray!r}") from error


@dataclass(frozen=True, slots=True)
class Project:
    """A VBA project. The id is a GUID in braces; it is fixed, so that every build gives the same bytes."""

    name: str
    guid: str
    modules: tuple[Module, ...]


def longest_match(chunk: bytes, at: int, bits: int) -> tuple[int, int]:
    """Find the longest earlier run that the bytes from here repeat: its distance and length (2.4.1.3.19.4)."""
    most = min((0xFFFF >> bits) + 3, len(chunk) - at)
    distance = length = 0
    while length < most:
        wanted = max(length + 1, 3)
        found = chunk.rfind(chunk[at : at + wanted], 0, at + wanted - 1)
        if wanted > most or found < 0:
            break
        distance, length = at - found, wanted
        while length < most and chunk[found + length] == chunk[at + length]:
            length += 1
    return distance, length


def token(chunk: bytes, at: int) -> tuple[bytes, int]:
    """Give the next token and how many bytes it stands for: a copy of earlier bytes, or one literal byte."""
    # How a copy token divides its 16 bits follows from the place in the chunk (2.4.1.3.19.1).
    bits = max((at - 1).bit_length(), 4)
    distance, length = longest_match(chunk, at, bits) if at else (0, 0)
    if not length:
        return chunk[at : at + 1], 1
    return struct.pack("<H", (distance - 1) << (16 - bits) | (length - 3)), length


def packed_chunk(chunk: bytes) -> bytes:
    """Compress up to 4096 bytes: groups of eight tokens, each group behind a byte that says which are copies."""
    body = bytearray()
    at = 0
    while at < len(chunk):
        flags, group = 0, b""
        for bit in range(8):
            if at < len(chunk):
                piece, length = token(chunk, at)
                flags |= (len(piece) > 1) << bit
                group += piece
                at += length
        body += bytes((flags,)) + group
    if len(body) <= CHUNK:
        return struct.pack("<H", 0xB000 | (len(body) - 1)) + body
    if len(chunk) < CHUNK:
        raise ValueError("a last chunk that does not shrink cannot be stored")
    return RAW_CHUNK + chunk


def compress(data: bytes) -> bytes:
    """Compress a stream (2.4.1): a signature byte, then every 4096 bytes by themselves."""
    return b"\x01" + b"".join(packed_chunk(data[start : start + CHUNK]) for start in range(0, len(data), CHUNK))


def record(kind: int, content: bytes = b"") -> bytes:
    """Give a record of the dir stream: its kind, its length, its content."""
    return struct.pack("<HI", kind, len(content)) + content


def both(kind: int, unicode_kind: int, text: str) -> bytes:
    """Give a text as two records: in the code page, and in UTF-16."""
    return record(kind, text.encode("cp1252")) + record(unicode_kind, text.encode("utf-16-le"))


def module_records(module: Module) -> bytes:
    """Give what the dir stream says of a module (2.3.4.2.3.2); its text starts at offset 0, as nothing is cached."""
    return b"".join(
        (
            both(0x19, 0x47, module.name),
            both(0x1A, 0x32, module.name),  # the stream's name
            both(0x1C, 0x48, ""),  # description
            record(0x31, struct.pack("<I", 0)),  # offset of the text
            record(0x1E, struct.pack("<I", 0)),  # help context
            record(0x2C, b"\xff\xff"),  # cookie, ignored
            record(0x21 if module.document_class is None else 0x22),  # procedural, or document
            record(0x2B),
        )
    )


def information_records(name: str) -> bytes:
    """Give what the dir stream says of the project as a whole (2.3.4.2.1)."""
    return b"".join(
        (
            record(0x01, struct.pack("<I", 3)),  # 64-bit Windows; a 32-bit Excel reads it as well
            record(0x02, struct.pack("<I", 0x0409)),
            record(0x14, struct.pack("<I", 0x0409)),
            record(0x03, struct.pack("<H", 1252)),
            record(0x04, name.encode("cp1252")),
            both(0x05, 0x40, ""),  # description
            record(0x06) + record(0x3D),  # help files
            record(0x07, struct.pack("<I", 0)),
            record(0x08, struct.pack("<I", 0)),
            # The version record's length field says 4 though six bytes follow (2.3.4.2.1.11).
            struct.pack("<HIIH", 0x09, 4, 1, 1),
            both(0x0C, 0x3C, ""),  # constants
        )
    )


def reference_records() -> bytes:
    """Give the type libraries that the project refers to (2.3.4.2.2.5)."""
    parts = []
    for name, libid in REFERENCES:
        library = libid.encode("cp1252")
        parts.append(both(0x16, 0x3E, name))
        parts.append(record(0x0D, struct.pack("<I", len(library)) + library + b"\0" * 6))
    return b"".join(parts)


def dir_stream(project: Project) -> bytes:
    """Give the dir stream, uncompressed (2.3.4.2)."""
    modules = record(0x0F, struct.pack("<H", len(project.modules))) + record(0x13, b"\xff\xff")
    modules += b"".join(module_records(module) for module in project.modules)
    return information_records(project.name) + reference_records() + modules + record(0x10)


def obfuscated(guid: str, data: bytes) -> str:
    """Hide a few bytes as the PROJECT stream wants it (2.4.3.2); the project's id is the key."""
    key = sum(guid.encode("ascii")) & 0xFF
    version = SEED ^ 2
    output = [SEED, version, SEED ^ key]
    plain = key
    filler = bytes((IGNORED,)) * ((SEED & 6) // 2)
    for byte in filler + struct.pack("<I", len(data)) + data:
        output.append(byte ^ ((output[-2] + plain) & 0xFF))
        plain = byte
    return bytes(output).hex().upper()


def project_stream(project: Project) -> bytes:
    """Give the PROJECT stream (2.3.1): the list of modules, no password, every window closed."""
    modules = [
        f"Module={module.name}" if module.document_class is None else f"Document={module.name}/&H00000000"
        for module in project.modules
    ]
    lines = [
        f'ID="{project.guid}"',
        *modules,
        f'Name="{project.name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{obfuscated(project.guid, bytes(4))}"',  # not protected
        f'DPB="{obfuscated(project.guid, bytes(1))}"',  # no password
        f'GC="{obfuscated(project.guid, bytes((0xFF,)))}"',  # visible
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in project.modules),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def name_map(project: Project) -> bytes:
    """Give the PROJECTwm stream (2.3.3): every module's name in the code page and in UTF-16."""
    names = (module.name for module in project.modules)
    return b"".join(name.encode("cp1252") + b"\0" + name.encode("utf-16-le") + b"\0\0" for name in names) + b"\0\0"


def project_streams(project: Project) -> dict[str, bytes | dict[str, bytes]]:
    """Give the streams of a vbaProject.bin (2.2), for a compound file."""
    vba = {module.name: compress(module.text) for module in project.modules}
    vba["dir"] = compress(dir_stream(project))
    vba["_VBA_PROJECT"] = NO_CACHE
    return {"VBA": vba, "PROJECT": project_stream(project), "PROJECTwm": name_map(project)}
