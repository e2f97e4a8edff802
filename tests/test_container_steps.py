"""The image cannot be built here, so its steps are held to what they name, and run as a script."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")


def copied_from_the_tree() -> list[str]:
    sources: list[str] = []
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M):
        *names, _target = line.split()
        sources += names
    return sources


@pytest.fixture(name="image")
def _image(tmp_path: Path) -> Path:
    """A folder with exactly what the image holds."""
    for name in copied_from_the_tree():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / "app" / name)
        else:
            (tmp_path / "app").mkdir(exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "app" / name)
    return tmp_path / "app"


def environment_of_the_image(data: Path, **more: str) -> dict[str, str]:
    told = re.search(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.M)
    assert told
    pairs = dict(pair.split("=", 1) for pair in told[1].replace("\\\n", " ").split())
    pairs.pop("PATH")
    ours = ("DALIL_", "DATABASE_", "TELEGRAM_", "TWILIO_", "ANDROID_SMS_")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    return {
        **inherited,
        **pairs,
        "DALIL_DATA_DIR": str(data),
        "DALIL_SECRET_KEY": secrets.token_urlsafe(32),
        "DALIL_PUBLIC_URL": "https://dalil.example.org",
        **more,
    }


def test_the_context_holds_what_the_steps_copy() -> None:
    allowed = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.M)

    assert set(copied_from_the_tree()) <= set(allowed)
    assert not {".env", "var", ".git"} & set(allowed)


def test_it_runs_unprivileged_from_locked_packages() -> None:
    assert re.search(r"^USER dalil$", DOCKERFILE, re.M)
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert DOCKERFILE.index("USER dalil") < DOCKERFILE.index('CMD ["dalil", "serve"]')


def test_compose_names_only_settings_that_exist() -> None:
    from bot.channels.all_settings import setting_names

    named = set(re.findall(r"^ +((?:DALIL|DATABASE|TELEGRAM|TWILIO)_\w+):", COMPOSE, re.M))

    assert named <= set(setting_names())
    assert {"DALIL_SECRET_KEY", "DALIL_PUBLIC_URL", "DATABASE_URL"} <= named


def test_two_replicas_stand_behind_the_only_open_port() -> None:
    services = re.split(r"^  (\w+):$", COMPOSE.partition("\nconfigs:")[0], flags=re.M)
    texts = dict(zip(services[1::2], services[2::2], strict=True))
    port = re.search(r'DALIL_PORT: "(\d+)"', texts["dalil"])[1]  # type: ignore[index]

    assert "replicas: 2" in texts["dalil"]
    assert [name for name in ("dalil", "balancer", "postgres") if "ports:" in texts[name]] == [
        "balancer"
    ]
    assert f"name dalil\n            port {port}\n" in COMPOSE


def test_what_is_copied_serves_and_is_found_healthy(image: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = environment_of_the_image(
        tmp_path / "data", DALIL_HOST="127.0.0.1", DALIL_PORT=port
    )
    healthcheck = json.loads(re.search(r"HEALTHCHECK .*\n +CMD (\[.*\])", DOCKERFILE)[1])  # type: ignore[index]
    healthcheck[0] = sys.executable

    compiled = subprocess.run(
        [sys.executable, "-m", "bot", "catalogues", "compile"],
        cwd=image,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert compiled.returncode == 0, compiled.stderr

    serving = subprocess.Popen([sys.executable, "-m", "bot", "serve"], cwd=image, env=environment)
    try:
        for _attempt in range(60):
            asked = subprocess.run(
                healthcheck, env=environment, capture_output=True, check=False
            ).returncode
            if asked == 0 or serving.poll() is not None:
                break
            time.sleep(0.25)
        assert asked == 0
    finally:
        serving.terminate()
        assert serving.wait(20) == 0
