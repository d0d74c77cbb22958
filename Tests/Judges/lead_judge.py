"""Reads a lead as whoever has pasted Microsoft's schema into a flow does.

Orders are lines of JSON with a `lead` and a `schema`; each is answered by what is wrong with the lead by that schema.
"""

import json
import sys

import jsonschema

for line in sys.stdin:
    order = json.loads(line)
    found = jsonschema.Draft4Validator(order["schema"]).iter_errors(order["lead"])
    print(json.dumps({"faults": [error.message for error in found]}))
