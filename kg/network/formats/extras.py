"""Libraries that come with an extra: a missing one is an error that names what to install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kg.model.errors import UsageError
from kg.model.text import Text


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Wrap an import: where the library is not installed, raise a UsageError that names the extra ``kg[name]``."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise UsageError(Text(f"falta la biblioteca {error.name}", f"the library {error.name} is missing"), "",
                         Text(f"instale el extra: pip install 'kg[{name}]'", f"install the extra: pip install 'kg[{name}]'")) from error
