"""Workbooks that are protected with a password, opened in memory; what comes out is never written by this room."""

from __future__ import annotations

import io

from itnamnd_xl.package.faults import DAMAGED, LIBRARY_ERRORS, PROTECTED, TOO_LARGE, UnusableError
from itnamnd_xl.package.guard import MORE_THAN_READ

# How many rounds of hashing a password may take: Excel does 100 000.
MOST_ROUNDS = 1_000_000


def unlock(data: bytes, password: str | None, most_bytes: int) -> bytes:
    """Give the bytes of a protected workbook without its protection.

    Raises:
        UnusableError: no password is given, it is not the right one, or the file is damaged.
    """
    if password is None:
        raise UnusableError(PROTECTED)
    import msoffcrypto  # noqa: PLC0415 - slow to load, and needed for few files
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError  # noqa: PLC0415 - as above

    opened = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        if getattr(file, "info", {}).get("spinValue", 0) > MOST_ROUNDS:
            raise UnusableError(DAMAGED)
        file.load_key(password=password, verify_password=True)
        file.decrypt(opened)
    except InvalidKeyError:
        raise UnusableError("E112") from None
    except (*LIBRARY_ERRORS, DecryptionError, FileFormatError, AssertionError, AttributeError) as problem:
        # As with xlrd: what is damaged makes it fail on what it finds instead.
        raise UnusableError(DAMAGED) from problem
    if opened.tell() > most_bytes:
        raise UnusableError(TOO_LARGE, why=MORE_THAN_READ)
    return opened.getvalue()
