"""Steps that forms post: whatever page answers one, its address can be opened, reloaded and read in another language."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
METHODS = ("GET", "HEAD", "POST")


def step_of(page: str, *parts: str, anchor: str = "") -> Callable[[View], View]:
    """Lets the view take POST only, and leads whoever opens its address to the page that the step belongs to.

    `page` is that page's name, `parts` those of the address that it has too; what stands after the question mark is kept.
    The page itself asks who may see it. A refused step is answered at its own address: there the switch of the language,
    a reload or a bookmark would find nothing.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            address = reverse(page, kwargs={name: kwargs[name] for name in parts})
            query = request.GET.urlencode()
            return redirect(address + (f"?{query}" if query else "") + anchor)

        return answer  # type: ignore[return-value]  # it has the view's own signature, told by nothing but `wraps`

    return decorate


OF_YEAR = ("plan", "year")
OF_AGENCY = (*OF_YEAR, "agency")
OF_ENTRY = (*OF_AGENCY, "number")
