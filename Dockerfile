# The portal's image: web server and task worker alike. No secret is inside: all come from the environment.
FROM python:3.11-slim-bookworm AS libraries
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements-production.lock .
RUN /opt/venv/bin/pip install --require-hashes -r requirements-production.lock

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    VAR_DIR=/srv/var
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin boussole
COPY --from=libraries /opt/venv /opt/venv
WORKDIR /srv/boussole
COPY . .
# Nothing here is kept: the settings want a value for each, and this command uses none of them.
RUN python -m compileall -q . \
    && PORTAL_DOMAIN=build.invalid SECRET_KEY=build CONTACT_KEYS=build EMAIL_URL=dummymail:// \
       DATABASE_URL=postgresql://build.invalid/build \
       python manage.py collectstatic --noinput -v 0 \
    && install -d -o boussole /srv/var/media /srv/var/private /srv/var/erasures
USER 10001
EXPOSE 8000
# No access log: the links that follow a request are secret, and so are the searches.
CMD ["gunicorn", "portal.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", \
     "--max-requests=2000", "--max-requests-jitter=200", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
