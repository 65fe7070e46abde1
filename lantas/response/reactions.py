"""What quick response does when a clock rings."""

from lantas.kernel.cases import clocks
from lantas.response.actions import assignments, incidents
from lantas.response.flow import ASSIGNMENT, INCIDENT

clocks.act(INCIDENT, "climb", incidents.climb)
clocks.act(INCIDENT, "wait_long", incidents.mark_late)
clocks.act(INCIDENT, "run_late", incidents.mark_late)
clocks.act(ASSIGNMENT, "lapse", assignments.lapse)
