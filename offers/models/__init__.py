from offers.models.details import OfferHours, OfferPlace
from offers.models.offer import OfferPage
from offers.models.pages import ContentPage, HomePage, ThemePage
from offers.models.pictures import Picture, PictureRendition

__all__ = [
    "ContentPage",
    "HomePage",
    "OfferHours",
    "OfferPage",
    "OfferPlace",
    "Picture",
    "PictureRendition",
    "ThemePage",
]
