# syntax=docker/dockerfile:1
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels '.[api]'

FROM python:3.12-slim
# The first stage decided on the versions.
# hadolint ignore=DL3013
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels 'blamelint[api]' \
    && useradd --system --uid 10001 --create-home blamelint
USER 10001
# Keys: -e BLAMELINT_API_KEYS=…. Without one, whoever reaches the port can use the service, so publish it to the own machine:
# docker run --rm -p 127.0.0.1:8040:8040 blamelint
EXPOSE 8040
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8040/readyz', timeout=4)"]
ENTRYPOINT ["blamelint", "serve", "--host", "0.0.0.0"]
CMD ["--workers", "2"]
