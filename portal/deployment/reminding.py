"""Who is waited for is written to: after each delay of the setting, once a day at most, all their
files in one letter."""

import logging
from collections import defaultdict
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from portal.deployment.letters import send_reminder
from portal.deployment.models import Member, Project, Reminder
from portal.deployment.steps import Actor, State, awaited_since, reminder_is_due
from tenants.accounts.models import Mandate, TerritoryRole, User
from tenants.roles import Role

logger = logging.getLogger(__name__)


def remind(today: date) -> int:
    """Write to each person for whom a letter is due; how many letters left."""
    waiting = Project.objects.with_place().filter(state=State.UNDER_WAY)
    written = {
        (project, user): day
        for project, user, day in Reminder.objects.values_list("project", "user").annotate(
            day=Max("day")
        )
    }
    people = _People(today)
    due: dict[User, list[Project]] = defaultdict(list)
    for project in waiting:
        since = awaited_since(project.awaits, project.moved_on, project.launched_on)
        for user in people.awaited(project):
            last = written.get((project.pk, user.pk))
            if reminder_is_due(since, today, last, settings.DEPLOYMENT_REMINDER_DAYS):
                due[user].append(project)
    written_today = {user for (_project, user), day in written.items() if day == today}
    return sum(_write(user, due[user], today) for user in due if user.pk not in written_today)


class _People:
    """Who acts where, in four queries however many files there are."""

    def __init__(self, today: date):
        self.of_zone = defaultdict(list)
        valid = Mandate.objects.valid_on(today).filter(user__is_active=True)
        for mandate in valid.select_related("user"):
            self.of_zone[mandate.zone].append(mandate.user)
        self.named = defaultdict(list)
        for member in Member.objects.filter(user__is_active=True).select_related("user"):
            self.named[member.project_id, member.role].append(member.user)
        self.animators = defaultdict(list)
        animators = TerritoryRole.objects.filter(role=Role.ANIMATOR, user__is_active=True)
        for row in animators.select_related("user"):
            self.animators[row.territory_id].append(row.user)
        self.national = list(User.objects.filter(is_superuser=True, is_active=True))

    def awaited(self, project: Project) -> set[User]:
        """The people of all the capacities in which the next act may be done: the departmental
        level is not written to for what the committee does."""
        actors = set(project.act.actors)
        if len(actors) > 1 and self._of(project, actors - {Actor.DEPARTMENTAL}):
            actors.discard(Actor.DEPARTMENTAL)
        return self._of(project, actors)

    def _of(self, project: Project, actors: set[Actor]) -> set[User]:
        departement = project.departement
        territory = project.opening and project.opening.territory_id
        people = {
            Actor.DEPARTMENTAL: self.of_zone[f"departement:{departement.pk}"],
            Actor.REGIONAL: self.of_zone[f"region:{departement.region_id}"],
            Actor.NATIONAL: self.national,
            Actor.ANIMATOR: self.animators[territory] if territory else [],
            Actor.CANDIDATE: self.named[project.pk, Member.Role.CANDIDATE],
            Actor.COMMITTEE: self.named[project.pk, Member.Role.COMMITTEE],
        }
        return {user for actor in actors for user in people[actor]}


def _write(user: User, projects: list[Project], today: date) -> bool:
    """What could not leave is due again at the next turn."""
    rows = [Reminder(project=one, user=user, day=today) for one in projects]
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(rows)
            send_reminder(user, projects)
    except OSError:
        logger.exception("A reminder could not leave.")
        return False
    return True
