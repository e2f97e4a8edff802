"""The list of services, and looking for one."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from admin.dependencies import dependencies_of
from admin.forms.base import StaffForm, choice_field, clean, fill_choices, text_field
from admin.rendering.labels import STATUSES, Names
from admin.rendering.pagination import PER_PAGE, page_number, pages
from admin.rendering.templates import page
from flows.engine.text import Text, _
from services_directory.records.draft_records import draft_of
from services_directory.storage.snapshot import is_found
from services_directory.storage.store import Order, list_services
from services_directory.values.entries import Status

ORDERS: dict[Order, Text] = {
    Order.NAME: _("Name"),
    Order.CHANGED: _("Changed last"),
    Order.NEED: _("Need"),
}


class SearchForm(StaffForm):
    search = text_field(_("Search"), type="search")
    category = choice_field(_("Category"))
    region = choice_field(_("Region"))
    status = choice_field(_("Status"))
    unchecked = choice_field(_("Checked by our team"))
    order = choice_field(_("Sorted by"))


async def show(request: web.Request) -> web.Response:
    names = Names(dependencies_of(request).directory())
    form = SearchForm(request.query)
    _fill(form, names)
    category, region, status = (_chosen(form, each) for each in ("category", "region", "status"))
    search = clean(form.search.data)
    found = await list_services(
        search=search,
        also=dependencies_of(request).find_services(search) if search else (),
        order=Order(_chosen(form, "order") or Order.NAME),
        category=category,
        region=region,
        status=Status(status) if status else None,
        unchecked=form.unchecked.data == "1",
        due_by=dependencies_of(request).today() if form.unchecked.data == "due" else None,
        offset=(page_number(request) - 1) * PER_PAGE,
        limit=PER_PAGE,
    )
    return page(
        request,
        "services.html",
        form=form,
        services=[(each, draft_of(each)) for each in found.services],
        is_found=is_found,
        total=found.total,
        names=names,
        statuses=STATUSES,
        pages=pages(request, found.total),
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
