from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = "账户与组织"

    def ready(self) -> None:
        from accounts import importing, receivers, rules  # noqa: F401 - app ready
        from accounts.services import phones
        from records.rules import register_gate
        from records.services import outbox, sheets

        register_gate(rules.LICENCE, rules.may_read_licence)
        outbox.register(phones.APPLY, phones.deliver_phone_change)
        sheets.register_taker(importing.KIND, importing.take_organisation_sheet)
