from django.urls import include, path

from review.meetings.views import ballot, calling, chair, expert, meetings, readers, rounds, stage

of_round = [
    path("", rounds.round_, name="round"),
    path("phase/<slug:to>/", rounds.phase, name="phase"),
    path("experts/", readers.seats, name="seats"),
    path("experts/<int:seat>/leave/", readers.unseat, name="unseat"),
    path("assignment/", readers.assignment, name="assignment"),
    path("recusals/", readers.recusals, name="recusals"),
    path("progress/", readers.progress, name="progress"),
    path("defences/", calling.defences, name="defences"),
    path("works/", calling.works, name="works"),
    path("entries/<int:number>/", readers.entry, name="entry"),
    path("entries/<int:number>/withdraw/", readers.withdraw, name="withdraw"),
    path("entries/<int:number>/reopen/<int:assignment>/", readers.reopen, name="reopen"),
    path("entries/<int:number>/defence/", calling.defence, name="defence"),
    path("entries/<int:number>/defence/paper/", meetings.entry_paper, name="entry_paper"),
    path("entries/<int:number>/works/", calling.work, name="work"),
    path("entries/<int:number>/works/back/", calling.give_back, name="give_back"),
    path("meetings/new/", meetings.new_meeting, name="new_meeting"),
    path("pledge/", expert.pledge, name="pledge"),
]
of_meeting = [
    path("", meetings.meeting, name="meeting"),
    path("counts/", meetings.counts, name="counts"),
    path("open/", meetings.open_, name="open"),
    path("paper/", meetings.paper, name="paper"),
    path("seal/", chair.seal, name="seal"),
    path("seal/void/<uuid:box>/", chair.agree_to_void, name="agree_to_void"),
    path("stage/", stage.stage, name="stage"),
    path("stage/now/", stage.stage_now, name="stage_now"),
]
of_box = [
    path("", ballot.vote, name="vote"),
    path("next/", ballot.next_ballot, name="next_ballot"),
    path("bulletin/", meetings.bulletin, name="bulletin"),
    path("void/", meetings.ask_void, name="ask_void"),
    path("step/<slug:step>/", meetings.box_step, name="box_step"),
]
of_dossier = [
    path("", expert.dossier, name="dossier"),
    path("submit/", expert.submit_opinion, name="submit_opinion"),
    path("tick/", expert.tick, name="tick"),
    path("suspicion/", expert.suspicion, name="suspicion"),
    path("next/", expert.next_dossier, name="next_dossier"),
    path("materials/<int:pk>/", expert.material, name="material"),
]

app_name = "meetings"
urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new_round, name="new_round"),
    path("rounds/<uuid:ref>/", include(of_round)),
    path("reading/", expert.reading, name="reading"),
    path("reading/<uuid:ref>/", include(of_dossier)),
    path("boxes/<uuid:ref>/", include(of_box)),
    path("ballots/<uuid:ref>/", ballot.ballot, name="ballot"),
    path("ballots/<uuid:ref>/received/", ballot.received, name="ballot_received"),
    path("<uuid:ref>/", include(of_meeting)),
]
