from django.urls import path, register_converter

from review.process.states import Action
from review.process.views.act import act
from review.process.views.amending import end_round, extend, follow, publish
from review.process.views.board import board, urge
from review.process.views.bulk import bulk
from review.process.views.calendar import calendar, change, propose
from review.process.views.claiming import next_case
from review.process.views.desks import desk
from review.process.views.figures import figures
from review.process.views.history import history
from review.process.views.late import late_list
from review.process.views.mass import drop_mass, edit_mass, mass_list, one_mass
from review.process.views.pages import case, home, portal, submitted
from review.process.views.quality import quality, quality_case, quality_paper
from review.process.views.rehearsing import rehearsal, rehearsal_progress, rehearsals
from review.process.views.results import approve_results, confirm_results, decide_objection
from review.process.views.rounds import round_move
from review.process.views.saved import delete_saved_view, saved_view, saved_views
from review.process.views.sayings import saying, saying_list
from review.process.views.sealing import sealing
from review.process.views.signing import sign_changes, sign_changes_code
from review.process.views.taking import download, downloads, export
from review.process.views.telling import told, told_when
from review.process.views.trying import tryout, tryout_paper


class ActionConverter:
    """Only verbs of the table are URLs; anything else is a 404."""

    regex = "|".join(sorted(Action.values, key=len, reverse=True))
    to_python = Action
    to_url = str


register_converter(ActionConverter, "action")

app_name = "process"
urlpatterns = [
    path("", portal, name="portal"),
    path("home/", home, name="home"),
    path("desk/", desk, name="desk"),
    path("desk/board/", board, name="board"),
    path("desk/board/<uuid:ref>/urge/", urge, name="urge"),
    path("desk/sealing/", sealing, name="sealing"),
    path("desk/export/", export, name="export"),
    path("desk/downloads/", downloads, name="downloads"),
    path("desk/downloads/<uuid:ref>/", download, name="download"),
    path("desk/bulk/", bulk, name="bulk"),
    path("desk/views/", saved_views, name="saved_views"),
    path("desk/views/<int:pk>/", saved_view, name="saved_view"),
    path("desk/views/<int:pk>/delete/", delete_saved_view, name="delete_saved_view"),
    path("desk/next/", next_case, name="next_case"),
    path("desk/late/", late_list, name="late"),
    path("cases/<uuid:ref>/", case, name="case"),
    path("cases/<uuid:ref>/history/", history, name="history"),
    path("cases/<uuid:ref>/submitted/", submitted, name="submitted"),
    path("cases/<uuid:ref>/do/<action:action>/", act, name="act"),
    path("cases/<uuid:ref>/sign-changes/", sign_changes, name="sign_changes"),
    path("cases/<uuid:ref>/sign-changes/code/", sign_changes_code, name="sign_changes_code"),
    path("notices/desk/<slug:code>/extend/", extend, name="extend"),
    path("notices/desk/<slug:code>/try/", tryout, name="tryout"),
    path("notices/desk/<slug:code>/try/<slug:word>/", tryout_paper, name="tryout_paper"),
    path("notices/desk/<slug:code>/rehearsals/", rehearsals, name="rehearsals"),
    path("notices/desk/<slug:code>/rehearsals/<uuid:ref>/", rehearsal, name="rehearsal"),
    path("notices/desk/<slug:code>/rehearsals/<uuid:ref>/progress/", rehearsal_progress, name="rehearsal_progress"),
    path("notices/desk/<slug:code>/amendment/", publish, name="publish_amendment"),
    path("notices/desk/<slug:code>/follow/", follow, name="follow"),
    path("notices/desk/<slug:code>/end/", end_round, name="end_round"),
    path("notices/desk/<slug:code>/texts/", saying_list, name="sayings"),
    path("notices/desk/<slug:code>/mass/", mass_list, name="mass_list"),
    path("notices/desk/<slug:code>/mass/<uuid:ref>/", one_mass, name="mass"),
    path("notices/desk/<slug:code>/mass/<uuid:ref>/edit/", edit_mass, name="edit_mass"),
    path("notices/desk/<slug:code>/mass/<uuid:ref>/drop/", drop_mass, name="drop_mass"),
    path("cases/<uuid:ref>/told/", told, name="told"),
    path("messages-table/", told_when, name="told_when"),
    path("notices/desk/<slug:code>/texts/<slug:event>/", saying, name="saying"),
    path("directory/calendar/", calendar, name="calendar"),
    path("directory/calendar/new/", propose, name="propose_calendar"),
    path("directory/calendar/changes/<uuid:ref>/", change, name="calendar_change"),
    path("rounds/<uuid:ref>/enter/", round_move, {"step": "enter"}, name="round_enter"),
    path("rounds/<uuid:ref>/start-reading/", round_move, {"step": "start-reading"}, name="round_start_reading"),
    path("rounds/<uuid:ref>/call-defence/", round_move, {"step": "call-defence"}, name="round_call_defence"),
    path("rounds/<uuid:ref>/to-vote/", round_move, {"step": "to-vote"}, name="round_to_vote"),
    path("figures/", figures, name="figures"),
    path("quality/", quality, name="quality"),
    path("quality/<uuid:ref>/", quality_case, name="quality_case"),
    path("quality/<uuid:ref>/papers/<str:kind>/", quality_paper, name="quality_paper"),
    path("decisions/<slug:code>/confirm/", confirm_results, name="confirm_results"),
    path("decisions/approvals/<uuid:ref>/", approve_results, name="approve_results"),
    path("decisions/objections/<uuid:ref>/<action:action>/", decide_objection, name="decide_objection"),
]
