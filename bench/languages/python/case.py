"""One measurement in one process: python case.py <contender> <services> <outdir>. Prints one line of JSON."""
import json
import sys
import time

from aws_cdk import App
from jsii._kernel.providers.process import _NodeProcess

import hand_written
import library
from ground import build_ground, spread

CONTENDERS = {"library": library, "hand-written": hand_written}


class RoundTrips:
    """Counts what is asked of the Node process that holds the constructs."""

    def __init__(self) -> None:
        self.count = 0
        send = _NodeProcess.send

        def counted(process, *args, **kwargs):
            self.count += 1
            return send(process, *args, **kwargs)

        _NodeProcess.send = counted


def main(contender: str, services: str, outdir: str) -> None:
    round_trips = RoundTrips()
    # The first construct starts Node and loads aws-cdk-lib, the same for all.
    app = App(outdir=outdir)
    before = round_trips.count

    start = time.perf_counter()
    ground = build_ground(app)
    for stack, numbers in spread(app, int(services)):
        CONTENDERS[contender].build(stack, numbers, ground)
    constructed = time.perf_counter()
    app.synth()
    end = time.perf_counter()
    print(json.dumps({
        "constructMs": (constructed - start) * 1000,
        "synthMs": (end - constructed) * 1000,
        "totalMs": (end - start) * 1000,
        "roundTrips": round_trips.count - before,
    }))


main(*sys.argv[1:])
