import os

from django.core.wsgi import get_wsgi_application

from tenants.geography.suggest import suggest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

# The communes are read before the first person types, not while they wait.
suggest("a")
