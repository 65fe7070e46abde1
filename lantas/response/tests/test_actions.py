from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import MONDAY
from lantas.kernel.cases import clocks
from lantas.kernel.cases.desk import NotAllowed
from lantas.kernel.ledger.models import Entry
from lantas.kernel.units.actors import CLOCK, Citizen
from lantas.kernel.units.jurisdictions import OutsideJurisdiction
from lantas.response import jobs, public
from lantas.response.actions import afterwards, assignments, incidents, reports, shifts
from lantas.response.models import Assignment, Incident, Patrol, Report
from lantas.response.queries import tracking
from lantas.response.terms import Duty, Outcome
from lantas.response.tests.conftest import HERE, Town, in_seconds


def test_a_report_becomes_an_incident_of_the_unit_that_answers_there(
    town: Town,
) -> None:
    incident = town.incident()
    assert incident.unit == town.corps.bogor
    assert incident.case.number == "INC-3271-2026-000001"
    assert incident.case.state == "reported"
    assert incident.case.due_at == MONDAY + timedelta(seconds=60)
    assert incident.priority == "p1"


def test_a_second_voice_joins_the_incident_that_is_near(town: Town) -> None:
    first = town.report()
    second = town.report(joins=first.number, what="Ada tabrakan", lon=HERE[0] + 0.001)
    assert second.number == first.number
    assert second.token != first.token
    assert Incident.objects.count() == 1
    assert Report.objects.count() == 2


def test_joining_an_incident_far_away_opens_a_new_one(town: Town) -> None:
    first = town.report()
    other = town.report(joins=first.number, lon=HERE[0] + 0.1)
    assert other.number != first.number


def test_joining_an_incident_that_ended_opens_a_new_one(town: Town) -> None:
    first = town.incident()
    incidents.reject(incident=first, note="prank", by=town.dewi, at=MONDAY)
    assert town.report(joins=first.case.number).number != first.case.number


def test_a_crime_is_not_joined_by_guessing_its_number(town: Town) -> None:
    first = town.report(kind="crime")
    assert town.report(joins=first.number).number != first.number


def test_the_same_report_sent_twice_is_one_report(town: Town) -> None:
    account = town.account()
    first = reports.report(account=account, by=Citizen(), at=MONDAY)
    again = reports.report(account=account, by=Citizen(), at=in_seconds(90))
    assert again == first
    assert Report.objects.count() == 1


def test_a_used_identity_with_other_words_is_refused(town: Town) -> None:
    account = town.account()
    reports.report(account=account, by=Citizen(), at=MONDAY)
    other = town.account(client_id=account.client_id, what="Lain")
    with pytest.raises(reports.UsedAlready):
        reports.report(account=other, by=Citizen(), at=MONDAY)


def test_the_link_itself_is_not_stored(town: Town) -> None:
    receipt = town.report()
    row = Report.objects.get()
    assert len(receipt.token) == 24
    assert receipt.token not in str(row.__dict__)


def test_outside_every_jurisdiction_a_sentence_and_110(town: Town) -> None:
    with pytest.raises(OutsideJurisdiction, match="110"):
        town.report(lon=0.0, lat=0.0)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("kind", {"kind": "ufo"}),
        ("what", {"what": "x" * 2_001}),
        ("what", {"what": "x" * 1_000_000}),
        ("language", {"language": "xx"}),
    ],
)
def test_what_cannot_be_read_is_refused_in_its_field(
    town: Town, field: str, said: dict[str, Any]
) -> None:
    with pytest.raises(reports.NotReadable) as no:
        town.report(**said)
    assert no.value.field == field
    assert not Incident.objects.exists()


def test_words_of_danger_make_it_urgent(town: Town) -> None:
    calm = town.incident(kind="parking", what="Mobil parkir di trotoar")
    bad = town.incident(kind="parking", what="Ada yang TERJEPIT mobil parkir")
    assert (calm.priority, bad.priority) == ("p3", "p1")


def test_the_whole_way_from_report_to_outcome(town: Town) -> None:
    receipt = town.report()
    incident = town.see(receipt.number)
    incidents.take(incident=incident, by=town.dewi, at=in_seconds(10))
    job = town.dispatched(incident, at=in_seconds(20))
    assert town.state(incident) == "taken"
    assignments.accept(assignment=job, by=town.budi, at=in_seconds(30))
    assert town.state(incident) == "dispatched"
    assignments.arrive(assignment=job, by=town.budi, at=in_seconds(300))
    assert town.state(incident) == "on_scene"
    assignments.finish(
        assignment=job, outcome=Outcome.HANDLED, by=town.budi, at=in_seconds(900)
    )
    assert town.state(incident) == "resolved"
    seen = tracking.track(receipt.token, at=in_seconds(910), seen_by=Citizen())
    assert [step.state for step in seen.steps] == [
        "reported",
        "taken",
        "dispatched",
        "on_scene",
        "resolved",
    ]
    assert seen.can_rate
    afterwards.rate(
        token=receipt.token, stars=5, note="", by=Citizen(), at=in_seconds(1_000)
    )
    assert Report.objects.get().stars == 5
    names = Entry.objects.order_by("pk").values_list("name", flat=True)
    assert [name for name in names if not name.startswith("patrol.")] == [
        "incident.opened",
        "incident.reported",
        "incident.take",
        "assignment.opened",
        "assignment.accept",
        "incident.dispatch",
        "assignment.arrive",
        "incident.arrive",
        "assignment.finish",
        "incident.resolve",
        "incident.rated",
    ]


def test_of_two_dispatchers_the_second_is_told_who_was_first(town: Town) -> None:
    incident = town.incident()
    rani = town.corps.officer("rani", town.corps.bogor, Duty.DISPATCHER)
    incidents.take(incident=incident, by=town.dewi, at=MONDAY)
    with pytest.raises(incidents.TakenAlready, match="dewi"):
        incidents.take(incident=incident, by=rani, at=MONDAY)
    incidents.take(incident=incident, by=town.dewi, at=MONDAY)


def test_a_dispatcher_of_the_neighbour_may_not(town: Town) -> None:
    made = town.corps.officer("made", town.corps.bali, Duty.DISPATCHER)
    incident = town.incident()
    for deed in (
        lambda: incidents.take(incident=incident, by=made, at=MONDAY),
        lambda: assignments.dispatch(
            incident=incident, patrol=town.patrol, by=made, at=MONDAY
        ),
        lambda: incidents.resolve(
            incident=incident, outcome="handled", by=made, at=MONDAY
        ),
    ):
        with pytest.raises(NotAllowed, match=r"response\.dispatcher"):
            deed()


def test_sending_a_patrol_takes_the_report_with_it(town: Town) -> None:
    incident = town.incident()
    town.dispatched(incident)
    assert town.state(incident) == "taken"
    assert town.see(incident.case.number).taken_by == town.dewi


def test_a_busy_patrol_is_not_sent_again(town: Town) -> None:
    town.dispatched(town.incident())
    second = town.incident(what="lain")
    with pytest.raises(assignments.PatrolBusy, match="BGR-01"):
        town.dispatched(second)
    assert town.state(second) == "reported"


def test_the_database_itself_refuses_a_second_active_job(town: Town) -> None:
    job = town.dispatched(town.incident())
    other = town.incident(what="lain")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            case=other.case,
            unit=other.unit,
            incident=other,
            patrol_id=job.patrol_id,
            offered_at=MONDAY,
        )


def test_a_patrol_without_crew_is_not_sent(town: Town) -> None:
    shifts.stop(by=town.budi, at=MONDAY)
    with pytest.raises(assignments.PatrolAway):
        town.dispatched(town.incident())


def test_the_patrol_of_another_unit_does_not_answer_here(town: Town) -> None:
    made = town.corps.officer("made", town.corps.bali, Duty.PATROL)
    far = shifts.stand_up(
        unit=town.corps.bali, call_sign="BALI-1", vehicle="car", by=CLOCK, at=MONDAY
    )
    assert far is not None
    shifts.start(patrol=far, by=made, at=MONDAY)
    with pytest.raises(assignments.PatrolAway, match="Bali"):
        assignments.dispatch(
            incident=town.incident(), patrol=far, by=town.dewi, at=MONDAY
        )


def test_a_declined_job_goes_back_to_the_dispatcher(town: Town) -> None:
    incident = town.incident()
    job = town.dispatched(incident)
    assignments.decline(assignment=job, by=town.budi, at=in_seconds(5))
    assert town.state(incident) == "taken"
    town.dispatched(incident, at=in_seconds(10))


def test_a_withdrawn_patrol_hands_the_incident_back(town: Town) -> None:
    incident = town.incident()
    job = town.dispatched(incident)
    assignments.accept(assignment=job, by=town.budi, at=in_seconds(5))
    assignments.withdraw(
        assignment=job, note="needed elsewhere", by=town.dewi, at=in_seconds(9)
    )
    assert town.state(incident) == "taken"
    assert town.state(job) == "withdrawn"


def test_the_last_patrol_resolves_not_the_first(town: Town) -> None:
    incident = town.incident()
    siti = town.corps.officer("siti", town.corps.bogor, Duty.PATROL)
    second = town.patrol_with("BGR-02", siti)
    one = town.dispatched(incident)
    two = assignments.dispatch(
        incident=incident, patrol=second, by=town.dewi, at=MONDAY
    )
    for job, officer in ((one, town.budi), (two, siti)):
        assignments.accept(assignment=job, by=officer, at=MONDAY)
        assignments.arrive(assignment=job, by=officer, at=MONDAY)
    assignments.finish(assignment=one, outcome="handled", by=town.budi, at=MONDAY)
    assert town.state(incident) == "on_scene"
    assignments.finish(assignment=two, outcome="handed_over", by=siti, at=MONDAY)
    assert town.state(incident) == "resolved"
    assert town.see(incident.case.number).outcome == "handed_over"


def test_an_incident_ended_from_the_centre_calls_its_patrols_back(town: Town) -> None:
    incident = town.incident()
    job = town.dispatched(incident)
    incidents.resolve(
        incident=incident, outcome="nothing_found", by=town.dewi, at=MONDAY
    )
    assert town.state(incident) == "resolved"
    assert town.state(job) == "withdrawn"
    town.dispatched(town.incident(what="lain"))


def test_no_patrol_goes_to_an_ended_incident(town: Town) -> None:
    incident = town.incident()
    incidents.reject(incident=incident, note="prank", by=town.dewi, at=MONDAY)
    with pytest.raises(NotAllowed, match=incident.case.number):
        town.dispatched(incident)


def test_rejecting_needs_a_note(town: Town) -> None:
    with pytest.raises(NotAllowed) as no:
        incidents.reject(incident=town.incident(), note=" ", by=town.dewi, at=MONDAY)
    assert no.value.field == "note"


def test_a_report_nobody_takes_climbs_twice_and_stays(town: Town) -> None:
    incident = town.incident()
    for seconds in (61, 122, 183, 244):
        clocks.ring(at=in_seconds(seconds))
    incident = town.see(incident.case.number)
    assert (incident.tier, incident.case.state) == ("national", "reported")
    assert incident.case.due_at is None
    assert Entry.objects.filter(name="incident.climb").count() == 2
    incidents.take(incident=incident, by=town.dewi, at=in_seconds(300))


def test_an_unanswered_offer_lapses_and_frees_the_patrol(town: Town) -> None:
    incident = town.incident()
    job = town.dispatched(incident)
    assert clocks.ring(at=in_seconds(61)) == 1
    assert town.state(job) == "lapsed"
    assert town.state(incident) == "taken"
    town.dispatched(incident, at=in_seconds(70))


def test_late_is_told_once_and_loses_nothing(town: Town) -> None:
    incident = town.incident()
    job = town.dispatched(incident)
    assignments.accept(assignment=job, by=town.budi, at=in_seconds(10))
    assert clocks.ring(at=in_seconds(599)) == 0
    assert clocks.ring(at=in_seconds(601)) == 1
    assert clocks.ring(at=in_seconds(1_300)) == 0
    assert town.see(incident.case.number).late_at == in_seconds(601)
    assignments.arrive(assignment=job, by=town.budi, at=in_seconds(1_400))
    assert town.state(incident) == "on_scene"


def test_a_resolved_incident_closes_by_itself(town: Town) -> None:
    receipt = town.report()
    incident = town.see(receipt.number)
    town.dispatched(incident)
    incidents.resolve(incident=incident, outcome="handled", by=town.dewi, at=MONDAY)
    clocks.ring(at=MONDAY + timedelta(days=10, seconds=1))
    assert town.state(incident) == "closed"
    with pytest.raises(NotAllowed):
        afterwards.reopen(
            token=receipt.token, by=Citizen(), at=MONDAY + timedelta(days=11)
        )


def test_the_reporter_may_ask_to_look_again(town: Town) -> None:
    receipt = town.report()
    incident = town.see(receipt.number)
    town.dispatched(incident)
    incidents.resolve(incident=incident, outcome="handled", by=town.dewi, at=MONDAY)
    afterwards.reopen(token=receipt.token, by=Citizen(), at=in_seconds(3_600))
    incident = town.see(receipt.number)
    assert incident.case.state == "reported"
    assert incident.taken_by is None
    incidents.take(incident=incident, by=town.dewi, at=in_seconds(3_610))
    again = town.see(receipt.number)
    assert again.case.due_at == in_seconds(3_600 + 600)


def test_help_is_rated_once_and_not_before_it_is_over(town: Town) -> None:
    receipt = town.report()
    with pytest.raises(afterwards.TooEarly):
        afterwards.rate(token=receipt.token, stars=1, note="", by=Citizen(), at=MONDAY)
    incident = town.see(receipt.number)
    incidents.take(incident=incident, by=town.dewi, at=MONDAY)
    incidents.resolve(incident=incident, outcome="handled", by=town.dewi, at=MONDAY)
    for stars in (0, 6):
        with pytest.raises(afterwards.NoStars):
            afterwards.rate(
                token=receipt.token, stars=stars, note="", by=Citizen(), at=MONDAY
            )
    afterwards.rate(token=receipt.token, stars=4, note="", by=Citizen(), at=MONDAY)
    with pytest.raises(afterwards.RatedAlready):
        afterwards.rate(token=receipt.token, stars=5, note="", by=Citizen(), at=MONDAY)


def test_the_last_of_a_crew_does_not_leave_with_a_job_open(town: Town) -> None:
    town.dispatched(town.incident())
    with pytest.raises(shifts.JobOpen):
        shifts.stop(by=town.budi, at=MONDAY)


def test_an_officer_is_crew_of_one_patrol_at_a_time(town: Town) -> None:
    other = shifts.stand_up(
        unit=town.corps.bogor, call_sign="BGR-09", vehicle="car", by=CLOCK, at=MONDAY
    )
    assert other is not None
    shifts.start(patrol=town.patrol, by=town.budi, at=MONDAY)
    with pytest.raises(shifts.OnDutyElsewhere, match="BGR-01"):
        shifts.start(patrol=other, by=town.budi, at=MONDAY)


def test_words_that_nobody_knows_are_refused(town: Town) -> None:
    incident = town.incident()
    with pytest.raises(incidents.UnknownWord):
        incidents.reject(
            incident=incident, note="x", reason="ufo", by=town.dewi, at=MONDAY
        )
    with pytest.raises(incidents.UnknownWord):
        incidents.resolve(incident=incident, outcome="ufo", by=town.dewi, at=MONDAY)


def test_only_a_patrol_officer_comes_on_duty_in_a_patrol(town: Town) -> None:
    with pytest.raises(NotAllowed, match=r"response\.patrol"):
        shifts.start(patrol=town.patrol, by=town.dewi, at=MONDAY)


def test_going_off_duty_twice_is_once(town: Town) -> None:
    for _twice in range(2):
        shifts.stop(by=town.budi, at=MONDAY)
    assert Entry.objects.filter(name="patrol.left").count() == 1


def test_a_unit_stands_up_its_first_patrols_once(town: Town) -> None:
    made = [
        public.stand_up_patrols(unit=town.corps.bogor, count=3, by=CLOCK, at=MONDAY)
        for _twice in range(2)
    ]
    assert made == [3, 0]
    assert Patrol.objects.filter(call_sign="3271-03").exists()


def test_the_hourly_jobs_do_their_one_action(town: Town) -> None:
    jobs.days(0)
    jobs.attest(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass",
            ["response_fix"],
        )
        assert cursor.fetchone() == (5,)
