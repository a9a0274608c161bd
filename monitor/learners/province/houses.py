"""Offices, platforms, institutions and their keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

from monitor.learners.province.cast import CITIES, COUNTIES, Batch, Cast, Names, Rows, noon, on, sha


def offices(_: Cast) -> Iterator[Batch]:
    columns = ("source_system", "external_id", "office", "title", "level", "parent", "city", "local_platform")
    province = [("talent", "o", "henan", "河南省", "province", None, "", "")]
    cities = [("talent", f"o-{n}", f"city-{n:02}", f"市{n}", "city", "henan", f"41{n:02}", "") for n in range(CITIES)]
    counties = [
        (
            "talent",
            f"o-{n}-c",
            f"county-{n:03}",
            f"县{n}",
            "county",
            f"city-{n % CITIES:02}",
            f"41{n % CITIES:02}",
            "",
        )
        for n in range(COUNTIES)
    ]
    yield "offices", columns, iter([*province, *cities, *counties])


def platforms(p: Cast) -> Iterator[Batch]:
    of = range(p.scale.platforms)
    names = ("source_system", "external_id", "platform", "title")
    yield "platforms", names, (("catalogue", f"p-{n}", p.platform(n), f"平台{n}") for n in of)
    columns = ("source_system", "external_id", "platform", "first_on", "document")
    yield "catalogue_entries", columns, (("catalogue", f"p-{n}", p.platform(n), on(0), "") for n in of)
    connected = ("source_system", "external_id", "platform", "connected_on")
    yield "platform_connections", connected, (("catalogue", f"p-{n}", p.platform(n), on(0)) for n in of)
    suspended = ("source_system", "external_id", "id", "platform", "suspended_on", "document", "lifted_on")
    yield (
        "suspensions",
        suspended,
        (
            ("office", f"s-{n}", n + 1, p.platform(n * 50), on(400), "豫人社 1", on(430))
            for n in range(p.scale.platforms // 50)
        ),
    )


def institutions(p: Cast) -> Iterator[Batch]:
    of = range(p.scale.institutions)
    names = ("source_system", "external_id", "institution", "title")
    yield "institutions", names, (("talent", f"i-{n}", p.institution(n), f"机构{n}") for n in of)
    columns: Names = ("institution", "office", "city", "kind", "manufacturing", "full_time_schooling")
    yield (
        "institution_profiles",
        columns,
        (
            (p.institution(n), f"county-{n % COUNTIES:03}", f"41{n % CITIES:02}", "school", n % 3 == 0, False)
            for n in of
        ),
    )
    columns = ("source_system", "external_id", "institution", "specialty", "from_on")
    yield (
        "specialty_changes",
        columns,
        (("talent", f"c-{n}-{k}", p.institution(n), p.specialty(n + k), on(0)) for n in of for k in range(3)),
    )
    columns = ("source_system", "external_id", "teacher", "institution", "licence")
    yield (
        "teachers",
        columns,
        (("talent", f"t-{n}-{k}", f"teacher-{n:04}-{k}", p.institution(n), "L") for n in of for k in range(6)),
    )
    columns = ("source_system", "external_id", "workshop", "institution", "specialty", "workstations")
    yield (
        "workshops",
        columns,
        (
            ("talent", f"w-{n}-{k}", f"workshop-{n:04}-{k}", p.institution(n), p.specialty(n + k), 40)
            for n in of
            for k in range(2)
        ),
    )
    yield "api_keys", ("key", "key_hash", "platform", "institution", "scopes", "label", "issued_at"), _keys(p)


def _keys(p: Cast) -> Rows:
    may = json.dumps(["read", "learn", "enrol", "content", "object", "webhooks", "keys"])
    for n in range(p.scale.platforms):
        yield f"k-p{n}", sha(p.platform_key(n)), p.platform(n), None, may, "", noon(0)
    may = json.dumps(["read", "enrol", "content", "confirm", "object", "webhooks", "keys"])
    for n in range(p.scale.institutions):
        yield f"k-i{n}", sha(p.institution_key(n)), None, p.institution(n), may, "", noon(0)
