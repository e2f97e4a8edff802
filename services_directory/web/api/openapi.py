"""How is the API described to programs? As OpenAPI 3.1, made from what it really answers.

The records are described by HSDS's own schemas, which are referred to where they are published;
everything else is ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services_directory.web.api.parameters import PARAMETERS
from services_directory.web.api.resources import RESOURCES, SPECIFICATION, Resource
from services_directory.web.problems import PROBLEM

Json = dict[str, Any]

DESCRIPTION = """\
Services people can turn to, as Open Referral HSDS 3.2. Everything is public and read only.

Words come in one language: the parameter `lang`, else the header `Accept-Language`, else the
programme's own. Ids and the order of lists are the same in every language. What HSDS has no word
for stands in `x_dalil`, see the profile. A copy is kept up to date with `modified_after`: it also
tells which services are offered no longer.
"""

_NOT_MODIFIED = {"description": "Nothing changed since the answer with this ETag."}


def openapi(base: str, languages: Sequence[str]) -> Json:
    """The document; `base` is the API's address, `languages` the codes it speaks."""
    paths: Json = {
        "/": {"get": _plain("getApiInformation", "Version and profile", {"$ref": _own("About")})},
        "/openapi.json": {
            "get": _plain("getOpenApi", "This description", {"type": "object"}),
        },
    }
    for resource in RESOURCES:
        paths[resource.path] = {"get": _list(resource)}
        paths[resource.path + "/{id}"] = {"get": _detail(resource)}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Dalil: directory of services",
            "version": "1",
            "description": DESCRIPTION,
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "parameters": {name: _parameter(name, languages) for name in PARAMETERS},
            "responses": _faults(),
        },
    }


def _plain(name: str, summary: str, schema: Json) -> Json:
    answers = {"200": _json(summary, schema), "304": _NOT_MODIFIED, "429": _fault("TooMany")}
    return {"operationId": name, "summary": summary, "responses": answers}


def _list(resource: Resource) -> Json:
    items = [{"$ref": SPECIFICATION + resource.list_schema}]
    if "full" in resource.list_parameters:
        items.append({"$ref": SPECIFICATION + resource.detail_schema})
    contents = {"type": "array", "items": items[0] if len(items) == 1 else {"anyOf": items}}
    of_contents = {"properties": {"contents": contents}, "required": ["contents"]}
    page = {"allOf": [{"$ref": _own("Page")}, {"type": "object", **of_contents}]}
    found = _json(f"A page of {resource.many}, or all, one a line", page)
    found["content"]["application/x-ndjson"] = {"schema": {"type": "string"}}
    return {
        "operationId": f"list{resource.many}",
        "summary": f"{resource.many} that meet every condition",
        "parameters": [_named(name) for name in resource.list_parameters],
        "responses": {
            "200": found,
            "304": _NOT_MODIFIED,
            "400": _fault("BadRequest"),
            "429": _fault("TooMany"),
        },
    }


def _detail(resource: Resource) -> Json:
    found = {"$ref": SPECIFICATION + resource.detail_schema}
    identity = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "operationId": f"get{resource.one}",
        "summary": f"{resource.one} with this id, whole",
        "parameters": [identity, *map(_named, resource.detail_parameters)],
        "responses": {
            "200": _json("The record", found),
            "304": _NOT_MODIFIED,
            "400": _fault("BadRequest"),
            "404": _fault("NotFound"),
            "429": _fault("TooMany"),
        },
    }


def _parameter(name: str, languages: Sequence[str]) -> Json:
    known = PARAMETERS[name]
    schema = dict(known.schema)
    if name == "lang":
        # A region may follow, as in ar-TN.
        schema["pattern"] = f"^({'|'.join(languages)})(-[A-Za-z0-9]{{2,8}})*$"
    return {"name": name, "in": "query", "description": known.description, "schema": schema}


def _schemas() -> Json:
    text, whole, yes_or_no = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
    uri = {"type": "string", "format": "uri"}
    page = {
        **dict.fromkeys(("total_items", "total_pages", "page_number", "size"), whole),
        **dict.fromkeys(("first_page", "last_page", "empty"), yes_or_no),
    }
    wrong = {"type": "object", "properties": {"name": text, "reason": text}}
    fault = {"type": text, "title": text, "status": whole, "detail": text}
    about = {"version": {"const": "3.2"}, "profile": uri, "openapi_url": uri}
    return {
        "About": {"type": "object", "properties": about, "required": list(about)},
        "Page": {"type": "object", "properties": page, "required": list(page)},
        "Problem": {
            "type": "object",
            "properties": {**fault, "invalid_params": {"type": "array", "items": wrong}},
            "required": list(fault),
        },
    }


def _faults() -> Json:
    said = {
        "BadRequest": "A parameter cannot be used; `invalid_params` says which, and why.",
        "NotFound": "Nothing has this id.",
        "TooMany": "Asked too often: `Retry-After` says how many seconds to wait.",
    }
    content = {PROBLEM: {"schema": {"$ref": _own("Problem")}}}
    return {name: {"description": words, "content": content} for name, words in said.items()}


def _json(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _fault(name: str) -> Json:
    return {"$ref": f"#/components/responses/{name}"}


def _named(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}


def _own(name: str) -> str:
    return f"#/components/schemas/{name}"
