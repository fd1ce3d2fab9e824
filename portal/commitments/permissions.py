"""Who reads and does what the watch of promises offers."""

WATCH = "offers.watch_commitments"
