"""Merging a theme or splitting it: which themes, then where each of their needs goes."""

from collections.abc import Sequence
from enum import StrEnum

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from themes.keys import key_of
from themes.models import Theme
from themes.moves import Moves, Need
from themes.reshaping import needs_of

STAYS = ""
NEW = "+"


class Way(StrEnum):
    MERGE = "merge"
    SPLIT = "split"


class WayForm(forms.Form):
    """`into`: what takes over; `also`: themes merged with this one at the same time."""

    way = forms.ChoiceField(choices=[(one, one) for one in Way], widget=forms.HiddenInput)
    into = forms.ModelMultipleChoiceField(
        None,
        to_field_name="key",
        label=_("Between it and"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a theme.")},
    )

    def __init__(self, data=None, *, theme: Theme, way: Way):
        super().__init__(data, initial={"way": way}, auto_id=f"id_{way}_%s")
        self.theme, self.wanted = theme, way
        others = Theme.objects.exclude(status=Theme.Status.RETIRED).exclude(pk=theme.pk).ordered()
        if way == Way.MERGE:
            self.fields["into"] = forms.ModelChoiceField(
                others,
                to_field_name="key",
                label=_("Into"),
                widget=forms.RadioSelect,
                empty_label=None,
                error_messages=self.fields["into"].error_messages,
            )
            self.fields["also"] = forms.ModelMultipleChoiceField(
                others,
                to_field_name="key",
                required=False,
                label=_("Merge these with it"),
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["into"].queryset = others

    def clean(self):
        sent = self.cleaned_data
        if sent.get("into") in sent.get("also", ()):
            raise ValidationError(_("A theme is not merged into itself."))
        return sent

    def moves_form(self, data=None) -> "MovesForm":
        sent, may_stay = self.cleaned_data, self.wanted == Way.SPLIT
        return MovesForm(
            data,
            themes=[self.theme, *sent.get("also", ())],
            into=list(sent["into"]) if may_stay else [sent["into"]],
            may_stay=may_stay,
        )


class MovesForm(forms.Form):
    """A menu for each need of `themes`: the needs of `into`, or a new one made of its name."""

    def __init__(self, data, *, themes: Sequence[Theme], into: Sequence[Theme], may_stay: bool):
        names = [f"to.{one.theme}.{one.subtheme}" for one in needs_of(themes)]
        super().__init__(data if data and set(names) & set(data) else None)
        self.needs = needs_of(themes)
        self.taken = {one.key: set() for one in into}
        for need in needs_of(into):
            self.taken[need.theme].add(need.subtheme)
        stays = [(STAYS, _("It stays where it is"))] if may_stay else []
        by_key = {one.key: one for one in themes}
        for name, (need, subtheme) in zip(names, self.needs.items(), strict=True):
            self.fields[name] = forms.ChoiceField(
                label=subtheme or _("Offers without a sub-theme"),
                choices=[*stays, *(self._menu(one, subtheme) for one in into)],
                initial=STAYS if may_stay else self._proposed(need, into[0]),
                required=not may_stay,
            )
            self.fields[name].theme = by_key[need.theme]

    @property
    def by_theme(self) -> dict[Theme, list[forms.BoundField]]:
        found: dict[Theme, list[forms.BoundField]] = {}
        for bound in self:
            found.setdefault(bound.field.theme, []).append(bound)
        return found

    def clean(self):
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError(_("Everything stays where it is: choose what goes."))
        return self.cleaned_data

    def moves(self) -> Moves:
        taken = {key: set(subthemes) for key, subthemes in self.taken.items()}
        found: dict[Need, Need] = {}
        for need, subtheme in self.needs.items():
            theme, _dot, key = self.cleaned_data[f"to.{need.theme}.{need.subtheme}"].partition(".")
            if not theme:
                continue
            if key == NEW:
                free = need.subtheme not in taken[theme]
                key = need.subtheme if free else key_of(subtheme.name, taken=taken[theme])
                taken[theme].add(key)
            found[need] = Need(theme, key)
        return found

    def _menu(self, theme: Theme, subtheme):
        """(name, choices) of a theme that takes over."""
        choices = [(f"{theme.key}.", _("%(theme)s, no sub-theme") % {"theme": theme})]
        choices += [(f"{theme.key}.{one.key}", str(one)) for one in theme.subthemes.all()]
        if subtheme:
            told = _("A new sub-theme “%(name)s”") % {"name": subtheme}
            choices.append((f"{theme.key}.{NEW}", told))
        return (str(theme), choices)

    def _proposed(self, need: Need, into: Theme) -> str:
        if not need.subtheme or need.subtheme in self.taken[into.key]:
            return f"{into.key}.{need.subtheme}"
        return f"{into.key}.{NEW}"
