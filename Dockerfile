# One image, two programs: `web` (the pages) and `bot`; compose.yaml says how they run together.
# Settings and secrets come from the environment only; ENV.example lists them.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1

WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

# The program belongs to root and cannot change itself; it writes below /data alone.
RUN useradd --system --uid 10001 --create-home --home-dir /data ownerbot
COPY . .

ENV OWNERBOT_DATA_DIR=/data WEB_BIND=0.0.0.0:8000
USER ownerbot
EXPOSE 8000
STOPSIGNAL SIGTERM

CMD ["uvicorn", "ownerbot_site.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--timeout-graceful-shutdown", "5", "--log-level", "warning", "--no-server-header"]
