from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"
    label = "declarations"
    verbose_name = "申报"

    def ready(self) -> None:
        from declarations.documents import BUILDERS
        from declarations.rules import people_kept_from
        from declarations.selectors import may_read_files
        from integrity.rules import register_ties
        from records.rules import register_gate
        from records.services.documents import register_form

        register_gate("declaration", may_read_files)
        register_ties(people_kept_from)
        for kind, builder in BUILDERS.items():
            register_form(kind, builder)
