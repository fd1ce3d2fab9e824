from anymail.urls import urlpatterns as providers
from django.conf import settings
from django.urls import path

from portal.outgoing.reports import report

app_name = "reports"
# The others do not exist here: a provider that nobody chose has no secret to check.
TOLD = settings.ANYMAIL.get("WEBHOOK_SECRET")
ADDRESSES = {f"{settings.EMAIL_PROVIDER}/tracking/"} if TOLD else set()
urlpatterns = [
    path("reports/", report, name="report"),
    *(one for one in providers if str(one.pattern) in ADDRESSES),
]
