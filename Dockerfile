# Dalil in a container: locked packages first, then the tree, then an unprivileged user.

FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /opt/dalil
COPY requirements.lock ./
# pip checks every hash, and compiles bytecode, which makes starts two seconds shorter.
RUN /opt/dalil/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY services_directory services_directory
COPY flows flows
COPY bot bot
COPY admin admin
COPY locales locales
RUN /opt/dalil/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e .
RUN /opt/dalil/bin/dalil catalogues compile

FROM python:3.13-slim
# For `dalil backup` and `dalil restore` of a PostgreSQL database.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin dalil \
    && install -d -o dalil -g dalil /data
COPY --from=build /opt/dalil /opt/dalil
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/dalil/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DALIL_ENVIRONMENT=production \
    DALIL_DATA_DIR=/data \
    DALIL_HOST=0.0.0.0 \
    DALIL_PORT=8080
USER dalil
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['DALIL_PORT'] + '/healthz', timeout=4)"]
CMD ["dalil", "serve"]
