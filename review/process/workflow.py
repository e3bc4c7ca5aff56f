"""Every way a declaration may move (requirements C.1, C.2). One row, one move; nothing moves by any other road.

``window=OWN`` holds the gate the case stands under (``Declaration.window``); its own deadline replaces it.
"""

from accounts.states import Role as R
from config.lib.flow import Flow
from config.lib.flow import Move as M
from declarations import effects as de
from declarations import guards as dg
from declarations.documents import PLEDGE, RECEIPT
from declarations.states import EndReason as E
from declarations.states import State as S
from fees import effects as fe
from fees import guards as fg
from review.approvals import effects as ae
from review.approvals import guards as ag
from review.approvals.states import Paper
from review.meetings import effects as me
from review.meetings import guards as mg
from review.outcomes import effects as oe
from review.outcomes import guards as og
from review.process import choosers as to
from review.process import effects as pe
from review.process import guards as pg
from review.process.states import Action as A

OWN = "own"
AT_UNIT = (S.UNIT_CHECK, S.UNIT_DEFENSE, S.UNIT_DELIBERATION, S.UNIT_PUBLICITY, S.UNIT_RECOMMEND)
UNIT_DESK = (*AT_UNIT, S.UNIT_SUPP_PUBLICITY)
ON_THE_WAY = (S.RELAY_REVIEW, S.DEPT_REVIEW, S.LOCAL_OFFICE_REVIEW)
HELD = (*UNIT_DESK, *ON_THE_WAY)
ABOVE_UNIT = (*ON_THE_WAY, S.OFFICE_REVIEW)
BEFORE_FEE = (*HELD, S.OFFICE_REVIEW, S.OVERDUE_HELD, S.CORRECTION)
BEFORE_VOTE = (S.REPORTED, S.IN_ROUND, S.EXPERT_REVIEW, S.DEFENSE)
AFTER_VOTE = (S.RECHECK, S.SECOND_PUBLICITY, S.OBJECTION, S.CONFIRM_PENDING)
TITLED = (S.CONFIRMED, S.APPROVED, S.CERTIFIED)
NODES = (R.RELAY, R.DEPARTMENT, R.LOCAL_OFFICE)
REOPENED = (de.hold_recommendation, pe.revive)
ANY = tuple(state for state in S if state != S.RESULT_INVALID)

# fmt: off
WORKFLOW = Flow(states=S.values, start=S.DRAFT, settled=S.settled, moves=[
    # action                  from                                to                                      by
    # ── declaring ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
    M(A.SUBMIT,               S.DRAFT,                            S.UNIT_CHECK,                           R.APPLICANT, window=OWN,                              # T02
      guards=(dg.pledge_given, dg.signed_by_the_applicant, dg.signature_given, dg.slot_free, dg.recommendation_in_quota, dg.route_is_known, ag.unit_not_suspended, pg.dossier_complete),
      effects=(de.hold_recommendation, de.number_it, de.mark_priority, de.take_route, de.ask_the_unit, pe.sign_pledge, pe.freeze_dossier, ae.close_return), form="pledge", messages=("to_check", "submitted"), papers=(PLEDGE, RECEIPT)),
    M(A.RECALL,               S.UNIT_CHECK,                       S.DRAFT,                                R.APPLICANT, window=OWN,                              # T34a
      guards=(ag.nothing_verified, ag.no_open_correction), effects=(de.go_home, de.unfile), messages=("recalled",)),
    M(A.LAPSE,                S.DRAFT,                            S.ABANDONED,                            R.SYSTEM, bulk=True,                                  # T20
      guards=(ag.NOTHING_RETURNED, dg.time_over), effects=(de.end_because(E.FIRST_DEADLINE),), messages=("lapsed_draft",), papers=(Paper.REFUSAL,)),
    M(A.TURN_TO_CORRECTION,   (S.DRAFT, S.UNIT_RECOMMEND),        S.CORRECTION,                           R.SYSTEM, bulk=True,                                  # T12b
      guards=(dg.RETURNED_BEFORE, ag.OPEN_RETURN, dg.time_over), effects=(ae.turn_return_to_correction,), messages=("turned_to_correction", "turned_asked", "turned_known", "turned_watched")),
    # ── the unit: check, (defence,) deliberation, publicity, recommendation, in the notice's order ────────────────────────────
    M(A.PASS_CHECK,           S.UNIT_CHECK,                       AT_UNIT[1:],                            R.UNIT, to.next_unit_step, window=OWN,                # T04
      guards=(ag.person_confirmed, ag.everything_verified, ag.copies_attested, ag.flagged_journals_judged, ag.meets_conditions, ag.items_of_the_specialty, ag.attested_by_the_unit),
      effects=(ae.record_check, ae.open_publicity_here), form="check"),
    M(A.PASS_DEFENCE,         S.UNIT_DEFENSE,                     AT_UNIT[2:],                            R.UNIT, to.next_unit_step, window=OWN,                # T05
      guards=(ag.defence_recorded,), effects=(ae.open_publicity_here,)),
    M(A.DELIBERATE,           S.UNIT_DELIBERATION,                (S.UNIT_PUBLICITY, S.UNIT_RECOMMEND),   R.UNIT, to.next_unit_step, window=OWN,                # T06
      guards=(ag.group_is_lawful, ag.deliberation_recorded, ag.deliberation_agrees), effects=(ae.open_publicity_here,), form="publicity"),
    M(A.END_PUBLICITY,        (S.UNIT_PUBLICITY, S.UNIT_SUPP_PUBLICITY), (S.UNIT_DEFENSE, S.UNIT_DELIBERATION, S.UNIT_RECOMMEND), (R.SYSTEM, R.UNIT), to.after_publicity, bulk=True,  # T07, T10
      guards=(ag.publicity_over, ag.unit_objections_closed), effects=(ae.end_publicity,), messages=("publicity_over",)),
    M(A.REOPEN_CHECK,         S.UNIT_PUBLICITY,                   S.UNIT_CHECK,                           R.UNIT, window=OWN,                                   # T08
      guards=(ag.unit_objection_upheld,), effects=(ae.void_publicity,), form="reason", messages=("check_reopened",)),
    M(A.RECOMMEND,            S.UNIT_RECOMMEND,                   ABOVE_UNIT,                             R.UNIT, to.next_stop, window=OWN,                     # T09
      guards=(ag.recommendation_has_substance, ag.recommendation_agrees, ag.publicised_long_enough, ag.nothing_changed_since_publicity,
              ag.unit_scans_in_place, ag.unit_items_answered, ag.applicant_not_barred, ag.unit_not_suspended, ag.unit_record_explained, ag.checked_by_another,
              ag.letter_on_file, ag.flagged_journals_judged),
      effects=(ae.record_recommendation, ae.answer_passing, de.walk_on, ae.back_at_noticing_desk), form="recommendation", messages=("to_review", "recommended")),
    M(A.SUPPLEMENT,           S.UNIT_RECOMMEND,                   S.UNIT_SUPP_PUBLICITY,                  R.UNIT, window=OWN,                                   # T10
      guards=(ag.something_changed_since_publicity,), effects=(ae.open_supplementary,), form="publicity", messages=("supplementary",)),
    M(A.RETURN,               AT_UNIT,                            (S.DRAFT, S.CORRECTION),                R.UNIT, to.back_to_applicant, window=OWN,             # T03
      guards=(ag.items_given,), effects=(ae.record_return, ae.void_publicity, de.go_home), form="items", messages=("returned",)),
    M(A.DECLINE,              AT_UNIT,                            S.NOT_RECOMMENDED,                      R.UNIT, window=OWN,                                   # T04, T06, T08, UNIT-16
      effects=(ae.void_publicity, ae.close_notices, de.leave_windows), form="reason", messages=("declined",)),
    # ── relay, department, chain offices ──────────────────────────────────────────────────────────────────────────────────────
    M(A.FORWARD,              ON_THE_WAY,                         ABOVE_UNIT,                             NODES, to.next_stop, window=OWN,                      # T11, T14
      guards=(ag.stop_reviewed, ag.stop_review_passes, ag.nothing_doubted, ag.verified_from_archive, ag.reported_in_batch, ag.late_flags_explained), effects=(ae.answer_passing, de.walk_on, ae.back_at_noticing_desk), messages=("to_review",)),
    M(A.RETURN,               ON_THE_WAY,                         (S.DRAFT, S.UNIT_RECOMMEND),            NODES, to.back_to_addressee, window=OWN,              # T12a
      guards=(ag.items_given, ag.first_stage_open, ag.first_notice), effects=(ae.record_return, ae.go_to_addressee), form="items", messages=("returned", "returned_to_unit", "return_known", "return_watched")),
    M(A.REQUEST_CORRECTION,   ON_THE_WAY,                         S.CORRECTION,                           NODES, window=OWN,                                    # T12
      guards=(ag.items_given, ag.corrections_allowed, ag.first_stage_closed, ag.first_notice, ag.only_what_was_named, ag.due_within_correction),
      effects=(ae.issue_notice,), form="correction", messages=("to_correct", "correction_asked", "correction_known", "correction_watched"), papers=(Paper.CORRECTION,)),
    M(A.REFUSE,               ON_THE_WAY,                         S.NOT_ACCEPTED,                         NODES, window=OWN,                                    # T13
      guards=(ag.falsity_found,), effects=(de.state_reason, ae.close_notices, de.leave_windows), form="refusal", messages=("refused",), papers=(Paper.REFUSAL,)),
    # ── the committee's office ────────────────────────────────────────────────────────────────────────────────────────────────
    M(A.ACCEPT,               S.OFFICE_REVIEW,                    S.ACCEPTED,                             R.OFFICE, window=OWN,                                 # T18
      guards=(dg.goes_before_a_committee, ag.stop_reviewed, ag.stop_review_passes, ag.nothing_doubted, ag.exception_decided, pg.not_excluded, ag.education_verified, ag.unit_not_suspended, ag.unit_record_explained, ag.late_flags_explained, fg.still_time_to_pay),
      effects=(ae.close_notices, de.end_own_deadline, fe.issue_bill), messages=("to_pay",)),
    M(A.DETERMINE,            S.OFFICE_REVIEW,                    S.CONFIRM_PENDING,                      R.OFFICE, window=OWN,                                 # PATH-14, PATH-23, PATH-30
      guards=(dg.decided_without_a_vote, ag.stop_reviewed, ag.stop_review_passes, ag.nothing_doubted, pg.not_excluded, ag.education_verified, ag.unit_not_suspended, ag.unit_record_explained, ag.late_flags_explained),
      effects=(ae.close_notices, de.end_own_deadline, de.leave_windows)),
    M(A.REQUEST_CORRECTION,   S.OFFICE_REVIEW,                    S.CORRECTION,                           R.OFFICE, window=OWN,                                 # T15
      guards=(ag.items_given, ag.corrections_allowed, ag.first_notice, ag.only_what_was_named, ag.due_within_correction, ag.time_for_supplementary),
      effects=(ae.issue_notice,), form="correction", messages=("to_correct", "correction_asked", "correction_known", "correction_watched"), papers=(Paper.CORRECTION,)),
    M(A.REFUSE,               S.OFFICE_REVIEW,                    S.NOT_ACCEPTED,                         R.OFFICE, window=OWN,                                 # T19
      guards=(ag.falsity_found,), effects=(de.state_reason, ae.close_notices, de.leave_windows), form="refusal", messages=("refused",), papers=(Paper.REFUSAL,)),
    M(A.RESUBMIT,             S.CORRECTION,                       (*AT_UNIT, *ON_THE_WAY),                (R.APPLICANT, R.UNIT, *NODES), to.first_addressee, window=OWN,  # T16a–c
      guards=(ag.correction_open, pg.turn_to_answer, ag.own_items_answered, pg.changes_signed, dg.goes_the_way_it_was_handed_in, dg.recommendation_in_quota,
              pg.corrected_dossier_complete),
      effects=(de.hold_recommendation, ae.walk_again, de.mark_priority, pe.sign_changes, pe.freeze_dossier),
      form="resubmit", messages=("to_check_again", "resubmitted")),
    # ── lateness (G-07) ───────────────────────────────────────────────────────────────────────────────────────────────────────
    M(A.LAPSE,                S.CORRECTION,                       S.ABANDONED,                            R.SYSTEM, bulk=True,                                  # T17
      guards=(ag.APPLICANT_UNANSWERED, dg.time_over), effects=(ae.close_overdue_notices, de.end_because(E.CORRECTION_OVERDUE)), messages=("lapsed_correction",), papers=(Paper.REFUSAL,)),
    M(A.HOLD,                 (*HELD, S.CORRECTION),              S.OVERDUE_HELD,                         R.SYSTEM, bulk=True,                                  # T17a, T20a
      guards=(ag.APPLICANT_ANSWERED, dg.time_over, dg.late_policy("office_decides")), effects=(de.name_late_holder,), messages=("held_overdue", "held_told", "held_holder")),
    M(A.LAPSE,                HELD,                               S.ABANDONED,                            R.SYSTEM, bulk=True,                                  # T20, V-40
      guards=(dg.time_over, dg.late_policy("automatic")), effects=(de.name_late_holder, de.end_because(E.FIRST_DEADLINE)), messages=("lapsed_holder", "lapsed_at_desk"), papers=(Paper.REFUSAL,)),
    M(A.ALLOW_LATE,           S.OVERDUE_HELD,                     (*HELD, S.CORRECTION),                  R.OFFICE, to.came_from,                               # T20b
      guards=(pg.office_window_open, pg.due_within_office_window), effects=(de.give_own_deadline,), form="late", messages=("late_allowed", "late_allowed_known")),
    M(A.REFUSE_LATE,          S.OVERDUE_HELD,                     S.NOT_ACCEPTED,                         (R.OFFICE, R.SYSTEM), bulk=True,                      # T20b
      guards=(pg.OFFICE_MAY_REFUSE_LATE,), effects=(de.end_because(E.LATE), ae.close_overdue_notices), form="reason", messages=("refused_late", "refused_late_holder"), papers=(Paper.REFUSAL,)),
    # ── fee ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    M(A.SETTLE,               S.ACCEPTED,                         S.REPORTED,                             R.SYSTEM,                                             # T21
      guards=(fg.bill_paid,), effects=(de.leave_windows,), messages=("reported",)),
    M(A.LAPSE,                S.ACCEPTED,                         S.ABANDONED,                            R.SYSTEM, bulk=True,                                  # T22
      guards=(fg.BILL_UNPAID, dg.time_over), effects=(fe.expire_bill, de.end_because(E.UNPAID)), messages=("lapsed_unpaid",), papers=(Paper.REFUSAL,)),
    # ── round and meeting ─────────────────────────────────────────────────────────────────────────────────────────────────────
    M(A.ENTER_ROUND,          S.REPORTED,                         S.IN_ROUND,                             R.SECRETARY,                                          # T23
      guards=(mg.committee_has_authority, mg.round_takes_it, mg.supplements_handled, ag.applicant_not_barred), effects=(me.enter_round,), form="round"),
    M(A.START_READING,        S.IN_ROUND,                         S.EXPERT_REVIEW,                        R.SECRETARY,                                          # T24
      guards=(mg.stands_apart, mg.readers_assigned, mg.readers_trained, mg.no_reader_recused)),
    M(A.CALL_DEFENCE,         S.EXPERT_REVIEW,                    S.DEFENSE,                              R.SECRETARY,                                          # T25
      guards=(mg.defence_required, mg.defence_scheduled), messages=("defence_called",)),
    M(A.TO_VOTE,              (S.EXPERT_REVIEW, S.DEFENSE),       S.VOTING,                               R.SECRETARY,                                          # T26
      guards=(mg.opinions_in, mg.defence_held)),
    M(A.TALLY,                S.VOTING,                           (S.RECHECK, S.SECOND_PUBLICITY, S.CONFIRM_PENDING, S.FAILED), R.SYSTEM, to.by_outcome,        # T27
      guards=(mg.result_signed,), messages=("tallied",)),
    # ── results ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
    M(A.PASS_RECHECK,         S.RECHECK,                          (S.SECOND_PUBLICITY, S.CONFIRM_PENDING), R.OFFICE, to.after_recheck,                          # T28
      guards=(og.passed_before,), effects=(oe.record_recheck,), form="recheck"),
    M(A.FAIL_RECHECK,         S.RECHECK,                          S.RESULT_CANCELLED,                     R.OFFICE,                                             # T28
      effects=(oe.record_failed_recheck,), form="failed_recheck", messages=("cancelled",)),
    M(A.REVOTE,               S.RECHECK,                          S.VOTING,                               R.OFFICE, guards=(og.reviewed_again,), form="reason"),  # T28 after T39
    M(A.KEEP_FAILED,          S.RECHECK,                          S.FAILED,                               R.OFFICE, guards=(og.reviewed_again,), form="reason", messages=("kept_failed",)),
    M(A.END_PUBLICITY,        S.SECOND_PUBLICITY,                 S.CONFIRM_PENDING,                      (R.SYSTEM, R.OFFICE), bulk=True,                      # T29
      guards=(og.result_publicity_over, og.no_open_objection), effects=(oe.end_result_publicity,), messages=("result_publicity_over",)),
    M(A.FREEZE,               (S.SECOND_PUBLICITY, S.CONFIRM_PENDING), S.OBJECTION,                       (R.SUPERVISION, R.OFFICE), effects=(oe.accept_objection,), form="freeze", messages=("frozen",)),  # T30
    M(A.DISMISS,              S.OBJECTION,                        (S.SECOND_PUBLICITY, S.CONFIRM_PENDING), (R.SUPERVISION, R.OFFICE), to.came_from, effects=(oe.dismiss_objections,), form="reason", messages=("unfrozen",)),
    M(A.UPHOLD,               S.OBJECTION,                        S.RESULT_CANCELLED,                     (R.SUPERVISION, R.OFFICE), effects=(oe.uphold_objections,), form="counted_reason", messages=("cancelled",)),
    M(A.CONFIRM,              S.CONFIRM_PENDING,                  S.CONFIRMED,                            R.CONFIRMER,                                          # T31
      guards=(pg.not_excluded_at_confirmation, dg.slot_free, og.no_open_objection, ag.nothing_doubted, og.recheck_closed, og.confirmation_chosen, ag.unit_not_suspended, ag.unit_record_explained), effects=(oe.record_confirmation,), form="confirmation", messages=("confirmed",)),
    M(A.NOT_CONFIRM,          S.CONFIRM_PENDING,                  S.NOT_CONFIRMED,                        R.CONFIRMER,                                          # T31
      guards=(og.confirmation_fits_if_chosen,), effects=(oe.record_refusal,), form="refused_confirmation", messages=("not_confirmed",)),
    M(A.APPROVE,              S.CONFIRMED,                        (S.APPROVED, S.COMMISSION_RETURNED),    R.OFFICE, to.by_letter,                               # T32
      guards=(og.confirmed_by_document, ag.nothing_doubted), effects=(oe.record_approval, pe.queue_certificate), form="approval", messages=("approved",)),
    M(A.CERTIFY,              S.APPROVED,                         S.CERTIFIED,                            R.SYSTEM,                                             # T33
      guards=(og.certificates_are_electronic, og.approved_by_document), effects=(oe.issue_certificate,), messages=("certified",), papers=("FORM-33",)),
    # ── leaving, and coming back ──────────────────────────────────────────────────────────────────────────────────────────────
    M(A.WITHDRAW,             (S.DRAFT, *BEFORE_FEE, S.ACCEPTED), S.WITHDRAWN,                            R.APPLICANT,                                          # T34
      effects=(ae.void_publicity, ae.close_notices, fe.cancel_bill, de.leave_windows), messages=("withdrawn",)),
    M(A.WITHDRAW,             BEFORE_VOTE,                        S.WITHDRAWN,                            R.OFFICE, effects=(pe.leave_round, de.leave_windows), form="reason", messages=("withdrawn",)),
    M(A.CANCEL,               (*BEFORE_FEE, S.ACCEPTED, *BEFORE_VOTE, S.VOTING, *AFTER_VOTE), S.RESULT_CANCELLED, R.OFFICE,                                     # T37
      guards=(ag.falsity_proved,), effects=(ae.void_publicity, ae.close_notices, oe.settle_objections, fe.cancel_bill, de.leave_windows), form="counted_reason", messages=("cancelled",)),
    M(A.INVALIDATE,           ANY,                                S.RESULT_INVALID,                       R.OFFICE,                                             # T35
      guards=(pg.declared_twice,), effects=(oe.void_certificate, fe.cancel_bill, de.leave_windows), form="reason", messages=("invalid",)),
    M(A.REVOKE,               TITLED,                             S.REVOKED,                              R.CONFIRMER, effects=(oe.void_certificate,), form="reason", messages=("revoked",)),  # T36
    M(A.REOPEN,               S.NOT_RECOMMENDED,                  AT_UNIT,                                (R.UNIT, R.OFFICE), to.before_the_end,                # T38
      guards=(dg.slot_free, dg.recommendation_in_quota, pg.reopened_never, pg.a_second_person, pg.due_within_the_round), effects=REOPENED, form="reopening", messages=("reopened", "reopened_at_desk")),
    M(A.REOPEN,               S.NOT_ACCEPTED,                     (*HELD, S.OFFICE_REVIEW, S.CORRECTION), (*NODES, R.OFFICE), to.before_the_end,                # T38
      guards=(dg.slot_free, dg.recommendation_in_quota, pg.reopened_never, pg.a_second_person, pg.due_within_the_round), effects=REOPENED, form="reopening", messages=("reopened", "reopened_at_desk")),
    M(A.REOPEN,               S.ABANDONED,                        (S.DRAFT, *BEFORE_FEE, S.ACCEPTED),     R.OFFICE, to.before_the_end,                          # T38: no desk ended it
      guards=(dg.slot_free, dg.recommendation_in_quota, pg.reopened_never, pg.a_second_person, pg.due_within_the_round), effects=REOPENED, form="reopening", messages=("reopened", "reopened_at_desk")),
    M(A.REVIEW_AGAIN,         S.FAILED,                           (S.RECHECK, S.VOTING),                  (R.OFFICE, R.SUPERVISION), to.review_road, guards=(og.review_asked_for,), effects=(oe.uphold_review,), form="review_again", messages=("review_again",)),  # T39
])
# fmt: on
