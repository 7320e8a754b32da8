"""Text from outside is data: what may stay in it, and how two spellings of it are compared."""

import re
import unicodedata

_BIDI = {0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_DROPPED_CATEGORIES = {"Cc", "Cs", "Cn", "Co"}
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)


def clean(text: str) -> str:
    """Drop control codes, escapes, surrogates and bidi overrides; tab and newline become a space.

    Run on the way in and again on the way to a screen or stdout. ZWJ and ZWNJ stay: Persian names and
    emoji need them.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for char in text:
        if char in "\t\n\r":
            kept.append(" ")
        elif ord(char) in _BIDI or unicodedata.category(char) in _DROPPED_CATEGORIES:
            continue
        else:
            kept.append(char)
    return "".join(kept)


def tidy(text: str) -> str:
    """`clean`, in NFC, with runs of white space folded: what is stored of a one-line field."""
    return " ".join(unicodedata.normalize("NFC", clean(text)).split())


def fold(text: str) -> str:
    """Lower case without accents, width or hyphens: `Nguyễn-Smith` and `nguyen smith` compare equal."""
    # Decomposed before and after: a wide or mathematical capital has no lower case of its own.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", clean(text)).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    bare = unicodedata.normalize("NFC", bare).translate(_LETTERS_WITHOUT_DECOMPOSITION)
    return " ".join(re.sub(r"[^\w]+", " ", bare, flags=re.UNICODE).replace("_", " ").split())


def digits(text: str) -> str:
    """Only the decimal digits of a phone number or an id, in ASCII."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def codes(text: str) -> tuple[str, ...]:
    """`Gua sha, cupping` as codes of the record: `gua_sha` and `cupping`."""
    return tuple("_".join(tidy(part).split()).casefold() for part in text.split(",") if part.strip())


def counted(number: int, one: str, many: str) -> str:
    """`1 booking`, `3 bookings`."""
    return f"{number} {one if number == 1 else many}"
