"""`make bench-territories`: what a thousand territories cost, from real ones on this machine.

Schemas are made and opened by the services of production, on a database of its own that the next
run finds: it makes those that are missing, at least one. What is said of 1,250 territories is a
projection: measured, drawn on.
"""

import argparse
import signal
import sys

from benchmarks.territories import ground


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.territories", description=__doc__)
    parser.add_argument("--territories", type=int, default=200)
    parser.add_argument("--again", action="store_true", help="begin with an empty database")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    ground.prepare(again=options.again)
    from benchmarks.territories.measures import measure

    measure(options.territories)


if __name__ == "__main__":
    main()
