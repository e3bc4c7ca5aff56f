from django.urls import path

from accounts.views import deputies, directory, door, mail, office, person, unit

app_name = "accounts"
urlpatterns = [
    # the door
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-in/code/", door.sign_in_code, name="sign_in_code"),
    path("sign-in/demo/", door.demo_sign_in, name="demo_sign_in"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("role/", door.change_role, name="switch_role"),
    # registering
    path("register/", person.register, name="register"),
    path("register/person/", person.register_person, name="register_person"),
    path("register/person/code/", person.register_person_code, name="register_person_code"),
    path("register/person/details/", person.register_person_details, name="register_person_details"),
    path("register/unit/", unit.register_unit, name="register_unit"),
    path("register/unit/<int:pk>/", unit.unit_status, name="unit_status"),
    # my account
    path("me/", person.profile, name="profile"),
    path("me/unit/", person.employment, name="employment"),
    path("me/unit/<int:pk>/leave/", person.leave_employment, name="leave_employment"),
    path("me/invitations/<str:token>/", person.answer_invitation, name="answer_invitation"),
    path("me/sessions/<int:pk>/end/", person.end_session, name="end_session"),
    path("me/password/", person.password, name="password"),
    path("me/password/code/", person.password_code, name="password_code"),
    path("me/password/new/", person.password_new, name="password_new"),
    path("me/phone/", person.phone, name="phone"),
    path("me/phone/code/", person.phone_code, name="phone_code"),
    path("me/phone/new/", person.new_phone, name="new_phone"),
    path("me/phone/new/code/", person.new_phone_code, name="new_phone_code"),
    path("me/phone/changes/<int:pk>/cancel/", person.cancel_phone_change, name="cancel_phone_change"),
    path("me/mail/", mail.mail, name="mail"),
    path("me/mail/switch/", mail.switch, name="switch_mail"),
    path("me/mail/remove/", mail.remove, name="remove_mail"),
    path("me/mail/confirm/<str:token>/", mail.confirm, name="confirm_mail"),
    path("lost-phone/", person.lost_phone, name="lost_phone"),
    path("lost-phone/code/", person.lost_phone_code, name="lost_phone_code"),
    path("lost-phone/details/", person.lost_phone_details, name="lost_phone_details"),
    path("lost-phone/told/", person.lost_phone_told, name="lost_phone_told"),
    # an organisation and its people
    path("units/", unit.units, name="units"),
    path("units/<str:kinds>/", unit.units, name="units_among"),
    path("organisations/people/", unit.own_people, name="own_people"),
    path("organisations/<int:pk>/people/", unit.people, name="people"),
    path("organisations/<int:pk>/invite/", unit.invite, name="invite"),
    path("organisations/<int:pk>/hand-over/", unit.hand_over, name="hand_over"),
    path(
        "organisations/<int:pk>/invitations/<str:token>/withdraw/", unit.withdraw_invitation, name="withdraw_invitation"
    ),
    path("organisations/<int:pk>/clerks/<int:membership>/end/", deputies.end_membership, name="end_membership"),
    path("organisations/<int:pk>/deputies/", deputies.name_deputy, name="name_deputy"),
    path("deputies/<int:membership>/end/", deputies.end_deputy, name="end_deputy"),
    path("organisations/<int:pk>/employments/<int:employment>/", unit.decide_employment, name="decide_employment"),
    path("organisations/<int:pk>/employments/<int:employment>/end/", deputies.end_employment, name="end_employment"),
    # the directory
    path("directory/", directory.organisations, name="organisations"),
    path("directory/new/", directory.edit_organisation, name="new_organisation"),
    *directory.SHEET.urls("directory/"),
    path("directory/<int:pk>/", directory.organisation, name="organisation"),
    path("directory/<int:pk>/edit/", directory.edit_organisation, name="edit_organisation"),
    path("directory/<int:pk>/seats/", directory.seat, name="seat"),
    path("directory/<int:pk>/seats/<int:membership>/end/", directory.unseat, name="unseat"),
    # departments and offices
    path("approvals/", office.approvals, name="approvals"),
    path("approvals/<int:pk>/", office.approval, name="approval"),
    path("phone-changes/", office.phone_changes, name="phone_changes"),
    path("phone-changes/<int:pk>/", office.decide_phone_change, name="decide_phone_change"),
]
