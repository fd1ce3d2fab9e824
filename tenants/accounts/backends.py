from django.contrib.auth.backends import ModelBackend

# Accounts and groups are the national level's: in a territory nobody may touch them, whatever
# the groups say. Superusers never reach this backend's answer.
NATIONAL_PERMISSIONS = {
    f"{app}.{verb}_{model}"
    for app, model in (("accounts", "user"), ("auth", "group"))
    for verb in ("add", "change", "delete", "view")
}


class TerritoryBackend(ModelBackend):
    def has_perm(self, user_obj, perm, obj=None):
        return perm not in NATIONAL_PERMISSIONS and super().has_perm(user_obj, perm, obj)
