"""How one says where."""

from django.utils.translation import get_language


def in_commune(name: str) -> str:
    """ "à Reims", "au Havre", "aux Ulis", "in Reims"; empty for no name."""
    if not name:
        return ""
    if not (get_language() or "").startswith("fr"):
        return f"in {name}"
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"
