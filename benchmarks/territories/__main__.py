"""`make bench-territories`: what a thousand territories cost, from real ones on this machine.

Schemas are made and opened by the services of production, on a database of its own that is built
anew each time. What is said of 1,250 territories is a projection: measured at two sizes, drawn on.
"""

import argparse
import signal
import sys

from benchmarks.territories import ground


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.territories", description=__doc__)
    parser.add_argument("--territories", type=int, default=200)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    ground.prepare()
    from benchmarks.territories.measures import measure

    measure(options.territories)


if __name__ == "__main__":
    main()
