# One image for migrate, web, worker and beat: docker compose build
ARG PYTHON=3.12

FROM python:${PYTHON}-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY deploy/requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.lock

FROM python:${PYTHON}-slim-bookworm
# Pango and HarfBuzz for WeasyPrint, one CJK family for documents; tini reaps the children that parse uploads.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 tini \
    && rm -rf /var/lib/apt/lists/* \
    && fc-cache --force \
    && useradd --system --uid 10001 --create-home --home-dir /home/zhiping zhiping \
    && install -d -o zhiping -g zhiping /srv/zhiping /var/lib/zhiping
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    ZHIPING_MODE=production \
    ZHIPING_VAR=/var/lib/zhiping
WORKDIR /srv/zhiping
COPY --chown=zhiping:zhiping . .
USER zhiping
# Hashed static files need production's storage, but no secret: these values live for one command only.
RUN SECRET_KEY=build FIELD_KEYS=build:$(printf %064d 0) INDEX_KEY=$(printf %064d 0) DATABASE_URL=postgres://build/build \
    SMS_GATEWAY=build PAYMENT_GATEWAY=build SITE_OWNER=build SUPPORT_PHONE=build ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q .
VOLUME /var/lib/zhiping
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py", "/healthz"]
ENTRYPOINT ["tini", "--"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "config.wsgi"]
