from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "committees"
    label = "committees"
    verbose_name = "评委会与专家"

    def ready(self) -> None:
        from committees import cataloguing, conditions, importing, registers  # app ready
        from committees import sheets as ours
        from records.rules import register_gate  # app ready
        from records.services import sheets  # app ready

        register_gate(conditions.SUBJECT, conditions.may_read)
        sheets.register_taker(importing.KIND, importing.take_expert_sheet)
        sheets.register_taker(cataloguing.KIND, cataloguing.take_catalogue_sheet)
        sheets.register_taker(ours.COMMITTEES, ours.take_committee_sheet)
        sheets.register_taker(ours.CONDITIONS, ours.take_condition_sheet)
        for each in registers.EVERY:
            each.register_sheet()
