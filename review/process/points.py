"""What the unit ticks point by point when it passes its check (ELIG-19, PATH-24, PATH-28)."""

from django import forms

from declarations.models import Declaration
from declarations.selectors import attests_of, relevance_points

POINTS = {
    "relevant": ("与拟评专业相符", relevance_points, "逐项核对后勾选。"),
    "attested": ("单位证明", attests_of, "由审核责任人署名证明，逐项勾选。"),
}


def point_fields(declaration: Declaration) -> dict[str, forms.Field]:
    """One field a kind of point there is anything of."""
    return {
        name: _field(label, points, told) for name, (label, ask, told) in POINTS.items() if (points := ask(declaration))
    }


def _field(label: str, points: tuple[str, ...], told: str) -> forms.Field:
    choices = [(point, point) for point in points]
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, widget=widget, required=False, help_text=told)
