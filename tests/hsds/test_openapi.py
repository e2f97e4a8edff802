"""The API does what it is described to do: a fuzzer reads the descriptions and tries it out."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from services_directory.web.api.resources import RESOURCES, SPECIFICATION
from services_directory.web.api.routes import MOUNT
from tests.hsds.api_site import ApiSite, open_api

HERE = Path(__file__).parent

EXAMPLES = "12"
"""So many tries for each operation: enough to meet every parameter, and brief."""


@pytest.fixture
async def api(sqlite_url: str, tmp_path: Path) -> AsyncIterator[ApiSite]:
    async with open_api(sqlite_url, tmp_path) as opened:
        yield opened


async def with_local_schemas(api: ApiSite, document: Any, folder: Path) -> Path:
    """A copy that refers to the schemas beside it, asks GET only, and knows which ids there are."""
    shutil.copytree(HERE / "schema", folder / "schema")
    text = json.dumps(document)
    for remote in (f"{SPECIFICATION}compiled/", SPECIFICATION):
        text = text.replace(remote, "schema/")
    local = json.loads(text)
    local["info"] |= {"title": "HSDS", "version": "3.2"}
    local["info"].pop("license", None)
    for path, operations in local["paths"].items():
        operations.pop("post", None)
        name = path.strip("/").partition("/")[0]
        every = [*operations.get("parameters", ()), *operations["get"].get("parameters", ())]
        for parameter in every:
            if parameter.get("in") == "path":
                parameter["schema"] = {"enum": (await api.ids_of(f"/{name}"))[:20]}
    target = folder / "openapi.json"
    target.write_text(json.dumps(local), encoding="utf-8")
    return target


async def fuzz(api: ApiSite, document: Path, *checks: str) -> str:
    """What schemathesis found; "" for nothing."""
    run = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", str(document)),
        *("--url", str(api.client.make_url(MOUNT)), "--checks", ",".join(checks)),
        *("--phases", "coverage,fuzzing", "-n", EXAMPLES, "--generation-deterministic"),
        *("--warnings", "off", "--no-color", "--continue-on-failure"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=document.parent,
    )
    told, _nothing = await run.communicate()
    said = told.decode()
    assert "generated" in said, said
    return "" if run.returncode == 0 else said


async def test_it_is_what_the_standard_describes(api: ApiSite, tmp_path: Path) -> None:
    official = json.loads((HERE / "openapi.json").read_text("utf-8"))
    document = await with_local_schemas(api, official, tmp_path / "official")
    # The standard names no answer but 200, so a correct 400 is none of its own.
    found = await fuzz(
        *(api, document, "not_a_server_error"),
        *("content_type_conformance", "response_schema_conformance"),
    )
    assert found == ""


async def test_it_is_what_our_own_file_describes(api: ApiSite, tmp_path: Path) -> None:
    document = await with_local_schemas(api, await api.json("/openapi.json"), tmp_path / "ours")
    found = await fuzz(
        *(api, document, "not_a_server_error", "status_code_conformance"),
        *("content_type_conformance", "response_schema_conformance", "negative_data_rejection"),
    )
    assert found == ""


async def test_a_lost_field_would_be_found(
    api: ApiSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fuzzer is no use if it lets this pass."""
    monkeypatch.setattr(
        "services_directory.web.api.items.service_json", lambda record, _telling: {"id": record.id}
    )
    document = await with_local_schemas(api, await api.json("/openapi.json"), tmp_path / "ours")
    found = await fuzz(api, document, "response_schema_conformance")
    assert "Response violates schema" in found


async def test_every_operation_has_a_name_of_its_own(api: ApiSite) -> None:
    described = await api.json("/openapi.json")
    operations = [each["get"] for each in described["paths"].values()]
    names = [each["operationId"] for each in operations]
    assert len(names) == len(set(names)) == 2 + 2 * len(RESOURCES)
    official = json.loads((HERE / "openapi.json").read_text("utf-8"))
    assert set(official["paths"]) <= set(described["paths"])


async def test_every_parameter_of_the_standard_is_understood(api: ApiSite) -> None:
    official = json.loads((HERE / "openapi.json").read_text("utf-8"))
    described = await api.json("/openapi.json")
    for path, operations in official["paths"].items():
        wanted = operations["get"].get("parameters", ())
        names = {each.get("name") or each["$ref"].rpartition("/")[2] for each in wanted}
        ours = described["paths"][path]["get"].get("parameters", ())
        assert names <= {each.get("name") or each["$ref"].rpartition("/")[2] for each in ours}
