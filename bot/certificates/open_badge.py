"""A certificate as an Open Badge 3.0, for programs: what its page says, and of nobody but by leave.

It is hosted, not signed: what vouches for it is where it is fetched from, and one that was
withdrawn is gone there (docs/decisions/0017-badges-are-hosted-not-signed.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from flows.engine.text import Line, Month, _, plural
from flows.engine.world import KnownCertificate
from services_directory.values.entries import Directory

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


@dataclass(frozen=True, slots=True)
class BadgeMaker:
    """`site`: the address of the public pages, without a slash at its end; `phrase` says a line in
    the programme's first language: a badge is the same whoever asks for it."""

    site: str
    directory: Directory
    phrase: Callable[[Line], str]

    def badge(self, known: KnownCertificate) -> dict[str, Any]:
        """Raises ValueError for one that was withdrawn: there is no badge of it."""
        if known.revoked_on is not None:
            raise ValueError("a withdrawn certificate is no badge")
        say, programme = self.phrase, self.directory.programme
        title, page = say(known.title), f"{self.site}/c/{known.code}"
        finished_at = f"{known.finished_on:%Y-%m-%d}T00:00:00Z"
        return {
            "@context": [*CONTEXTS],
            "id": f"{page}.json",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": title,
            "issuer": {
                "id": self.site,
                "type": ["Profile"],
                "name": say(programme.operator),
                "url": self.site,
            },
            "validFrom": finished_at,
            "credentialSubject": {
                # Whoever shows the paper: nothing tells who that is, unless they allowed it.
                "id": f"{page}#holder",
                "type": ["AchievementSubject"],
                **self._name_of(known),
                "activityEndDate": finished_at,
                "licenseNumber": known.code,
                "achievement": {
                    "id": uuid5(NAMESPACE_URL, f"{self.site}/courses/{known.course_id}").urn,
                    "type": ["Achievement"],
                    "achievementType": "CertificateOfCompletion",
                    "name": title,
                    "description": ", ".join((title, *self._facts(known))),
                    "criteria": {"narrative": say(_("Its holder took part in this training."))},
                },
            },
            "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
        }

    @staticmethod
    def _name_of(known: KnownCertificate) -> dict[str, Any]:
        if not known.holder:
            return {}
        name = {"identityType": "name", "identityHash": known.holder, "hashed": False}
        return {"identifier": [{"type": "IdentityObject", **name}]}

    def _facts(self, known: KnownCertificate) -> list[str]:
        place, month = self.directory.place(known.place), Month(known.finished_on)
        when = _("Month: {month}", month=month)
        if place is not None:
            when = _("{place}, {month}", place=place.name, month=month)
        hours = [plural("{n} hour", "{n} hours", known.hours)] if known.hours else []
        return [self.phrase(each) for each in (when, *hours)]
