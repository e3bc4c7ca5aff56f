from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "declarations"
    label = "declarations"
    verbose_name = "申报"

    def ready(self) -> None:
        from accounts.selectors import register_keys
        from accounts.services.directory import register_running
        from committees.cataloguing import register_use
        from declarations import registering
        from declarations.documents import BUILDERS
        from declarations.packages.importing import look_at_package
        from declarations.rules import GRANTED, grants_to, people_kept_from
        from declarations.selectors import may_read_files
        from declarations.services import packages, photos, shared
        from declarations.uses import is_declared, is_under_way_at
        from integrity.rules import register_ties
        from records.rules import register_gate
        from records.services import outbox
        from records.services.documents import register_form
        from records.services.sheets import register_taker

        register_gate("declaration", may_read_files)
        register_gate(packages.SUBJECT, packages.may_read_package)
        outbox.register(packages.MAKE, packages.make_package, lease=packages.LEASE)
        outbox.register(packages.LOOK, look_at_package, lease=packages.LEASE)
        outbox.register(photos.COMBINE, photos.combine_asked)
        outbox.register(shared.FETCH, shared.deliver_fetch)
        register_taker(registering.SHARED, registering.take_shared_sheet)
        register_ties(people_kept_from)
        register_keys(GRANTED, grants_to, "content_object")
        register_use(is_declared)
        register_running(is_under_way_at)
        for kind, builder in BUILDERS.items():
            register_form(kind, builder)
