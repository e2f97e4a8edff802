"""What are our codes called, in the reader's language?"""

from __future__ import annotations

from dataclasses import dataclass

from admin.regions.reach import reader_has
from admin.rendering.formatting import local, say
from admin.rendering.reveal_reasons import WHY_REVEALED
from admin.rendering.role_labels import PERMISSIONS, ROLES
from bot.contacts.may_write import LeftOut
from bot.operations.audit_log import Did, On
from flows.engine.text import Line, Text, _
from flows.registration.interest_states import InterestState
from services_directory.storage.history import What
from services_directory.values.entries import Cost, Directory, Programme, Status

DAY_NAMES: dict[str, Text] = {
    "Mo": _("Monday"),
    "Tu": _("Tuesday"),
    "We": _("Wednesday"),
    "Th": _("Thursday"),
    "Fr": _("Friday"),
    "Sa": _("Saturday"),
    "Su": _("Sunday"),
}
STATUSES: dict[Status, Text] = {
    Status.DRAFT: _("Draft"),
    Status.REVIEW: _("To be read by somebody else"),
    Status.PUBLISHED: _("Published"),
    Status.ARCHIVED: _("Archived"),
}
COSTS: dict[Cost, Text] = {
    Cost.FREE: _("Free"),
    Cost.PAID: _("To be paid"),
    Cost.VARIES: _("It depends"),
}

INTEREST_STATES: dict[InterestState, Text] = {
    InterestState.NEW: _("New"),
    InterestState.CONTACTED: _("We are in touch"),
    InterestState.INVITED: _("Invited"),
    InterestState.WAITING: _("On the waiting list"),
    InterestState.ENROLLED: _("Has a place"),
    InterestState.LEFT: _("Left the course"),
    InterestState.NOT_POSSIBLE: _("Not possible"),
    InterestState.WITHDRAWN: _("Does not want it any more"),
    InterestState.DONE: _("Seen to, nothing to tell"),
}

MESSAGE_STATES: dict[str, Text] = {
    "queued": _("Waiting"),
    "sending": _("Being sent"),
    "sent": _("Sent"),
    "delivered": _("Arrived"),
    "failed": _("Did not arrive"),
    "cancelled": _("Cancelled"),
}
REASONS: dict[str, Text] = {
    "cancelled by staff": _("cancelled by staff"),
    "expired": _("it was too late"),
    "stopped": _("asked us to stop writing"),
    "no_consent": _("did not agree to be written to"),
    "unreachable": _("cannot be reached any more"),
    "foreign": _("no SMS is paid for to their number"),
    "Twilio 21610": _("the person asked their operator for no more messages (Twilio 21610)"),
    "Twilio 30003": _("the phone was off or out of reach (Twilio 30003)"),
    "Twilio 30004": _("blocked by the person or their operator (Twilio 30004)"),
    "Twilio 30005": _("there is no such number (Twilio 30005)"),
    "Twilio 30006": _("the number takes no SMS (Twilio 30006)"),
    "Twilio 30007": _("the operator took it for advertising (Twilio 30007)"),
    "Twilio 30008": _("the operator does not say why (Twilio 30008)"),
    "Twilio 63016": _("WhatsApp allows no free words a day after they wrote (Twilio 63016)"),
    "WhatsApp: more than 24 hours since they wrote, and no template for this is set": _(
        "WhatsApp allows no free words a day after they wrote, and no template is set"
    ),
    "Messenger: more than 24 hours since they wrote": _(
        "Messenger allows no words a day after they wrote"
    ),
    "Kannel 2: not delivered": _("the operator could not deliver it (Kannel 2)"),
    "Kannel 16: refused by the operator": _("the operator refused it (Kannel 16)"),
    "Android: RESULT_ERROR_NO_SERVICE": _("the gateway phone had no network"),
    "Android: RESULT_ERROR_GENERIC_FAILURE": _(
        "the gateway phone could not send it: is there credit?"
    ),
}
LEFT_OUT: dict[LeftOut, Text] = {
    LeftOut.SETTLED: _("their wish is done, withdrawn or not possible"),
    LeftOut.CALLED: _("wants to be called at another number"),
    LeftOut.STOPPED: _("asked us to stop writing"),
    LeftOut.NO_CONSENT: _("did not agree to be written to"),
    LeftOut.UNREACHABLE: _("cannot be reached any more"),
    LeftOut.FOREIGN: _("no SMS is paid for to their number"),
    LeftOut.NO_PHONE: _("has no phone: tell them"),
    LeftOut.CHANNEL_OFF: _("their way to us is switched off now"),
    LeftOut.DAY_OVER: _(
        "WhatsApp without a template and Messenger allow no words a day after they wrote"
    ),
    LeftOut.NO_TEXT: _("no text in a language they read"),
}
ACTS: dict[str, Text] = {
    Did.ADDED: _("Added"),
    Did.CHANGED: _("Changed"),
    Did.CHECKED: _("Checked"),
    Did.ARCHIVED: _("Archived"),
    Did.UNDONE: _("Last change undone"),
    Did.MERGED: _("Merged with another one"),
    Did.PARTED: _("Put back as two"),
    What.IMPORTED: _("Taken in from a file"),
    Did.DONE: _("Marked as done"),
    Did.REOPENED: _("Opened again"),
    Did.REVEALED: _("Looked at the number"),
    Did.ANSWERED: _("Answered"),
    Did.SCHEDULED: _("Scheduled"),
    Did.CANCELLED: _("Cancelled"),
    Did.INVITED: _("Invited"),
    Did.PUT_IN_LINE: _("Put in line"),
    Did.MARKED: _("Marked who was there"),
    Did.APPROVED: _("Agreed, as the second person"),
    Did.DEACTIVATED: _("May no longer sign in"),
    Did.REACTIVATED: _("May sign in again"),
    Did.PASSWORD_RESET: _("New password"),
    Did.SIGNED_IN: _("Signed in"),
    Did.SIGN_IN_FAILED: _("Failed to sign in"),
    Did.SIGNED_OUT: _("Signed out"),
    Did.SESSIONS_ENDED: _("Ended sessions"),
    Did.CODE_FAILED: _("Wrong code from the phone"),
    Did.SECOND_FACTOR_ON: _("Code at sign-in switched on"),
    Did.SECOND_FACTOR_OFF: _("Code at sign-in switched off"),
    Did.RECOVERY_CODE_USED: _("Used a spare code"),
    Did.RECOVERY_CODES_MADE: _("New spare codes"),
    Did.RULE_CHANGED: _("Who needs a code at sign-in"),
    Did.CORRECTED: _("Corrected by the person themselves"),
    Did.HANDED_BACK: _("Handed back to the machine"),
    Did.CLOSED: _("Closed"),
    Did.ASSIGNED: _("Given to somebody"),
    Did.ALERTS_OFF: _("No more alerts on a phone"),
    Did.NAMES_TAKEN: _("Took a list of names"),
    Did.TOO_MANY_REVEALED: _("Wanted to look at too many numbers"),
}
SUBJECTS: dict[str, Text] = {
    On.SERVICE: _("Service"),
    On.INTEREST: _("Registrations"),
    On.FEEDBACK: _("Feedback"),
    On.HELP_REQUEST: _("Request for help"),
    On.CONVERSATION: _("Talk with somebody"),
    On.CANNED_ANSWER: _("Answer given often"),
    On.REMINDER: _("Reminder"),
    On.STAFF: _("Staff"),
    On.HOLIDAY: _("Holiday"),
    On.COURSE: _("Course"),
    On.COHORT: _("Cohort"),
    On.CLASS_MEETING: _("Class"),
    On.REFERRAL: _("Referral"),
    On.WORDING: _("Words"),
    On.ROLE: _("Role"),
    On.STAFF_INVITATION: _("Invitation of a colleague"),
}

FIELDS: dict[str, Text] = {
    "seen_for": _("Why"),
    "words": _("Words"),
    "name": _("Name"),
    "organisation": _("Who runs it"),
    "description": _("What it is for"),
    "eligibility": _("Who can come"),
    "address": _("Address"),
    "category": _("Category"),
    "region": _("Region"),
    "place": _("Place"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "website": _("Web page"),
    "opening_hours": _("Opening hours"),
    "cost": _("Cost"),
    "caution": _("Warning"),
    "status": _("Status"),
    "notes": _("Notes for staff: people never see them"),
    "alert": _("What is different just now"),
    "application": _("How to apply"),
    "fees": _("What it costs"),
    "documents": _("What to bring"),
    "accessibility": _("Ramps, lifts, help at the door"),
    "phone_details": _("What the numbers are for, and languages"),
    "prices": _("Prices"),
    "people": _("People to ask"),
    "places": _("Other places of this service"),
    "merged_into": _("Leads to"),
    "merged_from": _("What leads here"),
    "sms_text": _("What the SMS says instead"),
    "timezone": _("Time zone of these hours, if it is not ours"),
    "hours_note": _("Hours in words, where they are no fixed times"),
    "phone_types": _("What the numbers are for"),
    "closures": _("Closed, or open at other hours, for some days"),
    "languages": _("Languages people are served in"),
    "facts": _("Who it is for"),
    "minimum_age": _("From which age"),
    "maximum_age": _("Up to which age"),
    "confidential": _("Confidential"),
    "next_check_on": _("To be checked again on"),
    "role": _("Role"),
    "locale": _("Language"),
    "active": _("May sign in"),
    "regions": _("Regions"),
    "on_shift": _("Who is on duty"),
    "from": _("From which network, as a code"),
    "done": _("Done"),
    "detail": _("What"),
    "title": _("Title, for staff only"),
    "offer": _("Course or offer"),
    "due_at": _("Day and time"),
    "state": _("State"),
    "confidence": _("How sure the source is"),
    "source_url": _("Where the facts come from"),
    "source_date": _("Day of the source"),
    "licence": _("Licence"),
    "confirmed": _("Shown since our team checked it"),
    "last_checked_on": _("Checked on"),
    "day": _("Day"),
    "days": _("Days off"),
    "is_certain": _("Confirmed"),
    "hours": _("Hours told on the certificate"),
    "archived": _("Archived"),
    "seats": _("Seats"),
    "trainer": _("Who teaches"),
    "enrol_until": _("People can enrol until"),
    "attended_percent": _("Of 100 classes, so many are enough"),
    "classes": _("Classes"),
    "invited": _("People invited"),
    "in_line": _("People put in line"),
    "person": _("Number in the list of the cohort"),
    "starts_at": _("It begins at"),
    "ends_at": _("It ends at"),
    **PERMISSIONS,
}
"""What the fields in the audit trail are called; others are shown by their own names."""

VALUES: dict[str, Text] = {
    "True": _("yes"),
    "False": _("no"),
    **{each.value: name for each, name in STATUSES.items()},
    **{each.value: name for each, name in COSTS.items()},
    **ROLES,
    **WHY_REVEALED,
    "present": _("Was there"),
    "absent": _("Was not there"),
    "open": _("Open"),
    "cancelled": _("Cancelled"),
    "finished": _("Finished"),
    "first_name": _("First name"),
    "number": _("Number to call"),
    "town": _("Town"),
}
"""Values in the audit trail that have a name of their own."""


@dataclass(frozen=True, slots=True)
class Names:
    """A code nobody knows any more (an old offer, a place of another file) is shown as it is."""

    directory: Directory

    @property
    def programme(self) -> Programme:
        return self.directory.programme

    def category(self, code: str) -> str:
        found = self.programme.category(code)
        return local(found.title) if found else code

    def offer(self, code: str | None) -> str:
        if code is None:
            return say(_("Any course or offer"))
        found = self.programme.offer(code)
        return local(found.title) if found else code

    def place(self, place_id: str | None) -> str:
        if not place_id:
            return say(_("Anywhere"))
        found = self.directory.place(place_id)
        return local(found.name) if found else self.region(place_id)

    def region(self, code: str | None) -> str:
        if code is None:
            return say(_("The whole country"))
        found = next((each for each in self.programme.regions if each.code == code), None)
        return local(found.name) if found else code

    def service(self, service_id: str | None) -> str:
        if service_id is None:
            return say(_("Dalil"))
        found = self.directory.service(service_id)
        return local(found.name) if found else service_id

    @property
    def are_all(self) -> bool:
        """Whether the reader works for the whole programme, and not for some regions alone."""
        return reader_has(None)

    def regions(self) -> list[tuple[str, Line]]:
        """Those that the reader works for."""
        return [(each.code, each.name) for each in self.programme.regions if reader_has(each.code)]

    def places(self) -> list[tuple[str, Line]]:
        """Every place that the reader works for, by name in their language."""
        known: list[tuple[str, Line]] = [
            (each.id, each.name) for each in self.directory.places if reader_has(each.region)
        ]
        return sorted(known, key=lambda pair: say(pair[1]))

    def categories(self) -> list[tuple[str, Line]]:
        return [(each.code, each.title) for each in self.programme.categories]

    def offers(self) -> list[tuple[str, Line]]:
        return [(each.code, each.title) for each in self.programme.offers]
