"""演示收银台: the page of the sandbox gateway. It stands for a provider's site: nobody signs in, no money moves."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fees.gateways import current_gateway
from fees.gateways import sandbox as provider
from fees.gateways.sandbox import SandboxGateway
from fees.models import SandboxOrder
from fees.services import receive_notice


@require_http_methods(["GET", "POST"])
@never_cache
def cashier(request: HttpRequest, token: str) -> HttpResponse:
    """Pay, pay without telling, or give up."""
    order = read_order(token)
    if request.method == "POST":
        ACTIONS.get(request.POST.get("do", ""), _nothing)(order)
        return redirect("fees:cashier", token)
    back = urlsplit(order.return_url).path
    return render(request, "fees/cashier.html", {"order": order, "back": back})


def read_order(token: str) -> SandboxOrder:
    """Only while the sandbox is the gateway, only for an address it made itself."""
    order = provider.order_of(token) if isinstance(current_gateway(), SandboxGateway) else None
    if order is None:
        raise Http404
    return order


def _pay(order: SandboxOrder) -> None:
    if provider.pay(order.order_no):
        receive_notice(*provider.notice(order.order_no))


def _pay_in_silence(order: SandboxOrder) -> None:
    """The notice is lost: the bill becomes paid when the provider is asked, a minute later (PM3)."""
    provider.pay(order.order_no)


def _give_up(order: SandboxOrder) -> None:
    current_gateway().close(order.order_no)


def _nothing(order: SandboxOrder) -> None:
    """A word the page did not offer."""


ACTIONS = {"pay": _pay, "pay_in_silence": _pay_in_silence, "give_up": _give_up}
