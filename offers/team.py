"""The people of a territory: an animator says who belongs to it and with which role.

Only memberships are written here; accounts themselves are the national team's.
"""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from offers.permissions import permission
from tenants.accounts.models import User
from tenants.rights import Action, Domain
from tenants.roles import Role, members, role_of, set_role

PERMISSION = permission(Domain.TEAM, Action.WRITE)
_for_animators = permission_required(PERMISSION, raise_exception=True)


class AddMemberForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the account"))
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"), initial=Role.EDITOR)

    def clean_email(self):
        self.user = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if self.user is None or not self.user.is_active:
            raise ValidationError(
                _("No account uses this address: ask the national team to create it first.")
            )
        if role_of(self.user):
            raise ValidationError(_("This person is already in the team."))
        return self.cleaned_data["email"]


class RoleForm(forms.Form):
    """A member's role; an empty one takes the person out of the team."""

    role = forms.ChoiceField(choices=[("", _("Remove")), *Role.choices], required=False)

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_role(self):
        role = self.cleaned_data["role"]
        animators = members().filter(groups__name=Role.ANIMATOR)
        if role != Role.ANIMATOR and list(animators) == [self.member]:
            raise ValidationError(_("A territory keeps one animator at least."))
        return role


def _page(request, form, status=200):
    context = {"members": members(), "roles": Role.choices, "form": form}
    return render(request, "offers/team.html", context, status=status)


@require_safe
@_for_animators
def show(request):
    return _page(request, AddMemberForm())


@require_POST
@_for_animators
def add(request):
    form = AddMemberForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    set_role(user=form.user, role=Role(form.cleaned_data["role"]))
    messages.success(request, _("%(name)s is now in the team.") % {"name": form.user})
    return redirect("offers_team")


@require_POST
@_for_animators
def change(request, pk):
    member = get_object_or_404(members(), pk=pk)
    form = RoleForm(request.POST, member=member)
    if not form.is_valid():
        for error in form.errors["role"]:
            messages.error(request, error)
        return redirect("offers_team")
    role = form.cleaned_data["role"]
    set_role(user=member, role=Role(role) if role else None)
    messages.success(request, _("The team is up to date."))
    return redirect("offers_team")
