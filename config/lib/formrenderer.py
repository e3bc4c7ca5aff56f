"""Forms as our pieces: ``{{ field.as_field_group }}`` and ``{{ form }}`` need no markup in a page."""

from django.forms.renderers import TemplatesSetting


class PieceRenderer(TemplatesSetting):
    """Looks for widgets in the project's own templates first; ``django.forms`` must be an installed app."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
