"""Offices from the province down, and the institutions that belong to them."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from monitor.core.office_records import Level
from monitor.web.console.access import Administrator
from monitor.web.console.route import NumbersRoute, console_router
from monitor.web.needs import TheCollector
from monitor.web.vendor_api.paging import Page, ThePage

router = console_router("tenants", NumbersRoute)


class OfficeSaid(BaseModel):
    """An office below another."""

    office: str
    title: str
    level: Level
    parent: str | None
    institutions: int = Field(description="How many belong to it itself, not to one below.")


class OfficesSaid(BaseModel):
    """All offices, by name."""

    offices: list[OfficeSaid]


class InstitutionSaid(BaseModel):
    """An institution and its office."""

    institution: str
    title: str
    office: str | None


@router.get("/offices")
async def get_offices(collector: TheCollector, _: Administrator) -> OfficesSaid:
    """All offices with the one above each, and how many institutions belong to each."""
    lines = await asyncio.to_thread(collector.monitor.registry.office_lines)
    return OfficesSaid(offices=[OfficeSaid.model_validate(line, from_attributes=True) for line in lines])


@router.get("/institutions")
async def get_institutions(
    collector: TheCollector,
    page: ThePage,
    _: Administrator,
    *,
    office: Annotated[str, Query(max_length=128, description="Of this office and all below it.")] = "",
    text: Annotated[str, Query(max_length=128, description="In name or title.")] = "",
) -> Page[InstitutionSaid]:
    """Institutions with their office, by name."""
    lines = await asyncio.to_thread(
        collector.monitor.registry.institution_lines,
        office=office,
        text=text.strip(),
        after=page.after,
        limit=page.one_more,
    )
    return page.page(
        lines, lambda one: one.institution, lambda one: InstitutionSaid.model_validate(one, from_attributes=True)
    )
