"""`make bench`: the figures of benchmarks/README.md, on a database and indices of their own.

Everything runs on this machine and stops by itself; the database stays for the next run
(`--again` builds it anew).
"""

import argparse
import sys
import time

from benchmarks import ground

sys.path.insert(0, str(ground.ROOT))
PARTS = ("rebuild", "search", "pages", "cost", "publishing", "opening")


def main():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--offers", type=int, default=140_000)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART",
                        help=", ".join(PARTS))  # fmt: skip
    parser.add_argument("--calls", type=int, default=400, help="searches a row (400)")
    parser.add_argument("--again", action="store_true", help="build the database anew")
    options = parser.parse_args()
    empty = ground.prepare(options.offers, again=options.again)
    import django

    django.setup()
    measure(options.offers, options.only, options.calls, empty=empty)


def measure(offers, parts, calls, *, empty):
    from benchmarks import country, index, pages, search
    from benchmarks.goals import GOALS
    from benchmarks.report import Report

    built = None
    if empty:
        started = time.perf_counter()
        country.build(offers)
        ground.mark_built()
        built = time.perf_counter() - started
    report = Report(ground.VAR / f"figures-{offers}.md")
    territories, live = country.counted()
    report.say(f"# {live:,} offers in {territories} territories")
    report.say(f"\n`{' '.join(['python -m benchmarks', *sys.argv[1:]])}`")
    if built:
        report.say(f"\nThe database was built in {built:.0f} s.")
    if "rebuild" in parts or not index.is_indexed(offers):
        index.bench_rebuild(report, offers)
    if "search" in parts:
        search.bench_search(report, calls)
    if "pages" in parts:
        pages.bench_pages(report)
    if "cost" in parts:
        pages.bench_cost(report)
    if "publishing" in parts:
        index.bench_publishing(report)
    if "opening" in parts:
        pages.bench_opening(report)
    report.goals(GOALS)


if __name__ == "__main__":
    main()
