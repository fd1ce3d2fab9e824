from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

# Accounts and groups are the national level's: in a territory nobody may touch them, whatever
# the groups say. Superusers never reach this backend's answer.
NATIONAL_PERMISSIONS = {
    f"{app}.{verb}_{model}"
    for app, model in (("accounts", "user"), ("auth", "group"))
    for verb in ("add", "change", "delete", "view")
}


class TerritoryBackend(ModelBackend):
    def user_can_authenticate(self, user):
        """Asked at each request: a session ends with the account."""
        last = user.expires_on
        in_time = last is None or last >= timezone.localdate()
        return in_time and super().user_can_authenticate(user)

    def has_perm(self, user_obj, perm, obj=None):
        return perm not in NATIONAL_PERMISSIONS and super().has_perm(user_obj, perm, obj)
