from tests.offers.conftest import make_offer, organisation_of, theme_page

__all__ = ["make_offer", "organisation_of", "theme_page"]
