"""Reads metrics as Prometheus' own client library for Python does, which is strict about OpenMetrics.

Orders are lines of JSON with a `text` and whether it is `openMetrics`; each is answered by the families with their
kinds, units, help texts and samples, or by why it cannot be read.
"""

import json
import math
import sys

from prometheus_client import openmetrics, parser
import prometheus_client.openmetrics.parser

for line in sys.stdin:
    order = json.loads(line)
    read = openmetrics.parser if order["openMetrics"] else parser
    try:
        families = [
            {
                "name": family.name,
                "type": family.type,
                "unit": family.unit,
                "help": family.documentation,
                "samples": [{"name": s.name, "labels": s.labels, "value": s.value if math.isfinite(s.value) else str(s.value)} for s in family.samples],
            }
            for family in read.text_string_to_metric_families(order["text"])
        ]
        print(json.dumps({"families": families}))
    except ValueError as error:
        print(json.dumps({"fault": str(error)}))
