"""Who reads and does what the watch of promises offers."""

from offers.permissions import permission
from tenants.rights import Action, Domain

WATCH = permission(Domain.PROMISES, Action.WRITE)
