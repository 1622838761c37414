"""What reading a damaged or hostile zip raises, in one place."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError, OverflowError)
