"""The list of services, and looking for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict
from yarl import URL

from admin.dependencies import dependencies_of
from admin.forms.base import Posted, StaffForm, choice_field, clean, fill_choices, text_field
from admin.forms.merging import SEEN
from admin.pages.services.service_steps import stamp_of
from admin.regions.reach import reach_of
from admin.rendering.bulk_labels import ACTS, CHOICES
from admin.rendering.labels import STATUSES, Names
from admin.rendering.pagination import PER_PAGE, page_number, pages
from admin.rendering.templates import page, url_of
from flows.engine.text import Line, Text, _
from services_directory.records.draft_records import draft_of
from services_directory.storage.snapshot import is_found
from services_directory.storage.store import Order, ServicePage, list_services
from services_directory.values.entries import Status

ORDERS: dict[Order, Text] = {
    Order.NAME: _("Name"),
    Order.CHANGED: _("Changed last"),
    Order.NEED: _("Need"),
}


_KEPT = ("search", "category", "region", "status", "unchecked", "order", "page")
_LONGEST = 2000


class SearchForm(StaffForm):
    search = text_field(_("Search"), type="search")
    category = choice_field(_("Category"))
    region = choice_field(_("Region"))
    status = choice_field(_("Status"))
    unchecked = choice_field(_("Checked by our team"))
    order = choice_field(_("Sorted by"))


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was typed in the row of a service, and what is to be mended in it."""

    key: str
    typed: Mapping[str, str]
    fault: Line


async def show(request: web.Request) -> web.Response:
    return await list_page(request, request.rel_url)


async def list_page(
    request: web.Request, address: URL, status: int = 200, wrong: Wrong | None = None
) -> web.Response:
    """The part of the list that the address asks for."""
    deps = dependencies_of(request)
    names, number = Names(deps.directory()), page_number(address)
    form = _form(request, address)
    found = await _found(request, form, (number - 1) * PER_PAGE, PER_PAGE)
    just_done = address.query.get("edit", "")
    return page(
        request,
        "services.html",
        status,
        form=form,
        services=[(each, draft_of(each), stamp_of(each)) for each in found.services],
        is_found=is_found,
        total=found.total,
        names=names,
        statuses=STATUSES,
        pages=pages(address, found.total),
        back=address.query_string,
        just_done=just_done if just_done.isdecimal() else "",
        seen_field=SEEN,
        wrong=wrong,
        today=deps.today(),
        choices=[(each.value, ACTS[each]) for each in CHOICES],
    )


async def found_services(request: web.Request, back: str, most: int) -> ServicePage:
    """The first services of all that the list finds, of which a page of it was shown."""
    return await _found(request, _form(request, address_of(request, back)), 0, most)


def address_of(request: web.Request, back: str) -> URL:
    """The part of the list that a form came from: what its query says of the search."""
    query = {name: value for name, value in parse_qsl(back[:_LONGEST]) if name in _KEPT}
    return URL(url_of(request)("services", query))


def back_to(
    request: web.Request, posted: Posted, told: str, key: str = "", edit: int = 0
) -> web.Response:
    """To the part of the list that the form came from; `key`: to the row of this service;
    `edit`: what was done, to be taken back."""
    where = address_of(request, clean(posted.get("back"))).update_query(told=told)
    where = where.update_query(edit=edit) if edit else where
    where = where.with_fragment(f"s-{key}" if key else None)
    return web.Response(status=303, headers={"Location": str(where)})


def _form(request: web.Request, address: URL) -> SearchForm:
    form = SearchForm(MultiDict(address.query))
    _fill(form, Names(dependencies_of(request).directory()))
    return form


async def _found(request: web.Request, form: SearchForm, offset: int, limit: int) -> ServicePage:
    deps = dependencies_of(request)
    category, region, status = (_chosen(form, each) for each in ("category", "region", "status"))
    search = clean(form.search.data)
    return await list_services(
        search=search,
        also=deps.find_services(search) if search else (),
        order=Order(_chosen(form, "order") or Order.NAME),
        category=category,
        region=region,
        regions=reach_of(request).regions,
        status=Status(status) if status else None,
        unchecked=form.unchecked.data == "1",
        due_by=deps.today() if form.unchecked.data == "due" else None,
        offset=offset,
        limit=limit,
    )


def _fill(form: SearchForm, names: Names) -> None:
    everything = ("", _("All"))
    fill_choices(form.category, [everything, *names.categories()])
    fill_choices(form.region, [everything, *names.regions()])
    fill_choices(form.status, [everything, *((each.value, STATUSES[each]) for each in Status)])
    fill_choices(form.order, [(each.value, ORDERS[each]) for each in Order])
    fill_choices(
        form.unchecked, [everything, ("1", _("Not yet checked")), ("due", _("To be checked again"))]
    )


def _chosen(form: SearchForm, name: str) -> str | None:
    """The option chosen; None for "all" and for one that does not exist."""
    field: Any = form[name]
    return field.data if field.data and field.data in dict(field.choices) else None
