"""Words that call for help now: a number to call comes before any offer.

Each line is a set of words that an utterance holds together, stems and order apart, and the keys
of `themes.emergency` that it brings, the best first. Rather one number too many than one too few.
"""

from collections.abc import Sequence

from search.language.stems import stem

_TONIGHT = "115 112"
_DARK_THOUGHTS = "3114 15"
_IN_DANGER = "17 114 119"
_VIOLENCE = "3919 17 114"
_CHILD = "119 17"
_BODY = "15 112"
_ONLINE = "3018 3114"
_CALLS: dict[str, str] = {
    # A roof tonight
    "dors dehors": _TONIGHT,
    "dormir dehors": _TONIGHT,
    "dormir rue": _TONIGHT,
    "dors rue": _TONIGHT,
    "dormir voiture": _TONIGHT,
    "dors voiture": _TONIGHT,
    "dormir soir": _TONIGHT,
    "dormir nuit": _TONIGHT,
    "ou dormir": _TONIGHT,
    "nulle part dormir": _TONIGHT,
    "part ou aller": _TONIGHT,
    "a la rue": _TONIGHT,
    "vis rue": _TONIGHT,
    "sdf": _TONIGHT,
    "sans abri": _TONIGHT,
    "vire chez": _TONIGHT,
    "mis dehors": _TONIGHT,
    "mise dehors": _TONIGHT,
    "mettre dehors": _TONIGHT,
    "met dehors": _TONIGHT,
    "jete dehors": _TONIGHT,
    "foutu dehors": _TONIGHT,
    "viree maison": _TONIGHT,
    "hebergement urgence": _TONIGHT,
    "logement urgence": _TONIGHT,
    "toit soir": _TONIGHT,
    "toit nuit": _TONIGHT,
    "115": _TONIGHT,
    "sleep tonight": _TONIGHT,
    "sleep outside": _TONIGHT,
    "homeless": _TONIGHT,
    # Dark thoughts
    "suicide": _DARK_THOUGHTS,
    "suicider": _DARK_THOUGHTS,
    "suicidaire": _DARK_THOUGHTS,
    "kill myself": _DARK_THOUGHTS,
    "mourir": _DARK_THOUGHTS,
    "envie crever": _DARK_THOUGHTS,
    "veux crever": _DARK_THOUGHTS,
    "en finir": _DARK_THOUGHTS,
    "plus envie vivre": _DARK_THOUGHTS,
    "plus vivre": _DARK_THOUGHTS,
    "me tuer": _DARK_THOUGHTS,
    "me foutre en air": _DARK_THOUGHTS,
    "idees noires": _DARK_THOUGHTS,
    "pensees noires": _DARK_THOUGHTS,
    "scarification": _DARK_THOUGHTS,
    "scarifier": _DARK_THOUGHTS,
    "mutile": _DARK_THOUGHTS,
    "mutiler": _DARK_THOUGHTS,
    "me faire du mal": _DARK_THOUGHTS,
    "3114": _DARK_THOUGHTS,
    # Somebody hits, threatens, forces
    "on me frappe": _IN_DANGER,
    "me frappe": _IN_DANGER,
    "me frappent": _IN_DANGER,
    "me tape": _IN_DANGER,
    "me tabasse": _IN_DANGER,
    "on me bat": _IN_DANGER,
    "me bat": _IN_DANGER,
    "battu par": _IN_DANGER,
    "battue par": _IN_DANGER,
    "femme battue": _VIOLENCE,
    "m a frappe": _IN_DANGER,
    "m a frappee": _IN_DANGER,
    "me menace": _IN_DANGER,
    "me suit": _IN_DANGER,
    "agression": _IN_DANGER,
    "agresse": _IN_DANGER,
    "agressee": _IN_DANGER,
    "danger": _IN_DANGER,
    "sequestre": _IN_DANGER,
    "peur copain": _VIOLENCE,
    "peur mari": _VIOLENCE,
    "peur chez": _IN_DANGER,
    "violence conjugale": _VIOLENCE,
    "violences conjugales": _VIOLENCE,
    "violence couple": _VIOLENCE,
    "violences couple": _VIOLENCE,
    "copain frappe": _VIOLENCE,
    "mec frappe": _VIOLENCE,
    "mari frappe": _VIOLENCE,
    "copain violent": _VIOLENCE,
    "viol": _VIOLENCE,
    "violee": _VIOLENCE,
    "viole": "17 3919 119",
    "attouchement": _CHILD,
    "agression sexuelle": _VIOLENCE,
    "abus sexuel": _CHILD,
    "inceste": _CHILD,
    "mariage force": _VIOLENCE,
    "excision": _VIOLENCE,
    "prostitution": _CHILD,
    "proxenete": _IN_DANGER,
    "violence": _IN_DANGER,
    "pere frappe": _CHILD,
    "mere frappe": _CHILD,
    "parents frappent": _CHILD,
    "parents battent": _CHILD,
    "pere bat": _CHILD,
    "mere bat": _CHILD,
    "enfant danger": _CHILD,
    "maltraitance": _CHILD,
    "maltraite": _CHILD,
    "fugue": _CHILD,
    "fugueur": _CHILD,
    "beats me": _IN_DANGER,
    "hits me": _IN_DANGER,
    "rape": _VIOLENCE,
    # The body, now
    "overdose": _BODY,
    "avale medicament": _BODY,
    "coma": _BODY,
    "perdu connaissance": _BODY,
    "saigne": _BODY,
    "urgence medicale": _BODY,
    # Bullying
    "harcelement": _ONLINE,
    "harcele": _ONLINE,
    "harcelee": _ONLINE,
    "cyberharcelement": _ONLINE,
    "revenge porn": _ONLINE,
    "photo nue": _ONLINE,
    "photos nues": _ONLINE,
    "nudes": _ONLINE,
    "chantage": _ONLINE,
}
# Words that change the meaning must stand as typed: their stems are other words'.
_KEPT = """
    a ou en me m on par du mal rue viol 115 3114
"""
_AS_TYPED = frozenset(_KEPT.split())
_READ = [
    (frozenset(word if word in _AS_TYPED else stem(word) for word in words.split()), keys.split())
    for words, keys in _CALLS.items()
]


def urgent_numbers(words: Sequence[str]) -> tuple[str, ...]:
    """Keys of the emergency numbers that folded words (the little ones too) call for."""
    held = {*words, *map(stem, words)}
    keys = [key for needed, calls in _READ if needed <= held for key in calls]
    return tuple(dict.fromkeys(keys))
