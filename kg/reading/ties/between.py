"""What may stand between a name and the office that it holds, and says nothing of either: "quien fue hasta 2019", "en su calidad de", "una de las"."""

from __future__ import annotations

from kg.reading.words.asides import past_time
from kg.reading.words.tokens import Token

_WAS = frozenset(("ademas", "tambien", "fue", "es", "era", "fuera", "sigue", "ha", "habia", "hoy", "ahora", "actualmente"))
# What may stand between a name and its office: "quien es actual …", "en su calidad de …", "ambos …".
_BETWEEN = frozenset(
    ("quien", "es", "actual", "el", "la", "como", "en", "su", "calidad", "caracter", "representacion", "tambien", "este", "esta", "ultimo", "ultima", "primero", "primera", "segundo",
     "segunda", "actuando", "fungiendo", "ex", "entonces", "hoy", "ahora", "antiguo", "antigua", "otrora", "quienes", "son", "estos", "estas", "dos", "ambos", "ambas", "todos", "todas",
     "fue", "recien", "electo", "electa", "elegido", "elegida", "asumio", "asume", "se", "desempena", "desempeno", "funge", "ejerce", "actua", "sera", "fuera", "era", "habia", "sido", "ha",
     "siendo", "sigue", "todavia", "aun", "ademas", "nuevo", "nueva", "nuevos", "nuevas", "primer", "tercer", "tercera", "tomo", "rindio", "protesta", "posesion", "resulto", "quedo",
     "nombrado", "nombrada", "designado", "designada", "reelecto", "reelecta")
)


def past_between(tokens: list[Token], i: int) -> int:
    """Return the token after what may stand between a name and its office at token ``i``: "quien fue hasta 2019", "una de las"."""
    while i < len(tokens):
        that = tokens[i].key == "que" and i + 1 < len(tokens) and (tokens[i + 1].key in _WAS or past_time(tokens, i + 1) > i + 1)
        after = past_time(tokens, i + that)
        if after > i:
            i = after + (after < len(tokens) and tokens[after].text == ",")
        elif (
            tokens[i].key in _BETWEEN
            or (tokens[i].key == "de" and tokens[i - 1].key in ("calidad", "caracter"))
            or (tokens[i].key in ("uno", "una") and i + 2 < len(tokens) and tokens[i + 1].key == "de")
            or (tokens[i].key in ("de", "los", "las") and any(t.key in ("uno", "una") for t in tokens[max(0, i - 2) : i]))
        ):
            i += 1
        else:
            break
    return i
