"""Reads mails as another program does: Python's email under its strict policy, and PyPI's icalendar.

Orders are lines of JSON with a mail in base64; each is answered by a line with the tree of its parts and with what
icalendar finds in those that are for a calendar.
"""

import base64
import email
import email.policy
import json
import sys

import icalendar


def tree(part):
    if part.is_multipart():
        return [part.get_content_type(), [tree(inner) for inner in part.iter_parts()]]
    return part.get_content_type()


def value(entry, name):
    found = entry.get(name)
    return None if found is None else found.to_ical().decode()


def judged(part):
    data = part.get_content()
    data = data if isinstance(data, bytes) else data.encode()
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    return {
        "type": part.get_content_type(),
        "method-parameter": part["content-type"].params.get("method"),
        "charset": part["content-type"].params.get("charset"),
        "disposition": part.get_content_disposition(),
        "file": part.get_filename(),
        "encoding": part["content-transfer-encoding"],
        "faults": [str(error) for component in calendar.walk() for error in component.errors],
        "method": str(calendar["METHOD"]),
        "events": len(events),
        "fields": {name: value(events[0], name) for name in events[0]},
        "attendee": dict(events[0]["ATTENDEE"].params),
        "summary": str(events[0].get("SUMMARY", "")),
        "description": str(events[0].get("DESCRIPTION", "")),
        "first": str(events[0].start),
        "end": str(events[0].end),
        "alarms": len(events[0].walk("VALARM")),
        "object": base64.b64encode(data).decode(),
    }


for line in sys.stdin:
    try:
        message = email.message_from_bytes(base64.b64decode(json.loads(line)["mail"]), policy=email.policy.strict)
        calendar_types = {"text/calendar", "application/ics"}
        parts = [part for part in message.walk() if part.get_content_type() in calendar_types]
        answer = {"tree": tree(message), "entries": [judged(part) for part in parts]}
    except Exception as error:
        answer = {"raised": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
