"""Pages behind a secret address, or behind a sign-in."""

from functools import wraps


def private(view):
    """Found by no search engine, kept by no cache, and the address goes to no other site.

    Not `no-referrer`: a browser would then post the page's own forms with `Origin: null`, which
    the protection against forged requests refuses.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        response["Cache-Control"] = "no-store"
        return response

    return wrapper
