from tests.offers.conftest import sign_in

__all__ = ["sign_in"]
