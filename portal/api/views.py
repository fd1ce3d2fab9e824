"""The public API. Each view reads its query, calls what the pages call, answers JSON."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from portal.api import presenting as present
from portal.api import serializers as shapes
from portal.api.base import PublicView
from portal.api.errors import REQUEST, NotFoundIn
from portal.api.figures_shapes import FiguresOut
from portal.api.reading import (
    offer_named,
    place_named,
    questionnaire_named,
    read_answers,
    read_offer_query,
    read_query,
    wanted,
)
from portal.asking import themes_of_site
from portal.contours import communes_of, geojson, tag
from portal.country.models import PlaceFigures
from portal.country.site_views import PUBLIC_SECONDS
from portal.deployment.places import public_places
from portal.searching import understood
from portal.suggesting import suggestions_on
from portal.territories import shown_territories
from portal.widening import widen
from search.services import count_by_theme, find_offers
from tenants.geography.suggest import suggest
from tenants.models import Territory

GEOJSON = "application/geo+json"
REFUSALS = {400: shapes.ErrorsOut, 404: shapes.ErrorsOut, 429: shapes.ErrorsOut}


class Nothing(PublicView):
    @extend_schema(exclude=True)
    def get(self, request):
        raise NotFoundIn(REQUEST, _("There is nothing here."))

    post = put = patch = delete = get


class Communes(PublicView):
    @extend_schema(
        parameters=[shapes.CommuneQuery], responses={200: shapes.CommuneResults, **REFUSALS}
    )
    def get(self, request):
        """Communes by name, postal code or INSEE code, best first."""
        query = read_query(shapes.CommuneQuery, request)
        return Response({"results": present.communes(suggest(query["q"], query["limit"]))})


class SuggestionsView(PublicView):
    @extend_schema(
        parameters=[shapes.SuggestionQuery], responses={200: shapes.SuggestionResults, **REFUSALS}
    )
    def get(self, request):
        """Themes, offers, organisations and communes for words that are still being typed."""
        query = read_query(shapes.SuggestionQuery, request)
        place = place_named(query["commune"])
        found = suggestions_on(request.tenant, query["q"], place=place, limit=query["limit"])
        return Response({"results": present.suggestions(found, territory=request.tenant)})


class Territories(PublicView):
    @extend_schema(operation_id="territories", responses={200: shapes.TerritoryResults, **REFUSALS})
    def get(self, request):
        """Open territories: on a territory's host, that one alone."""
        return Response({"results": present.territories(_visible(request))})


class TerritoryView(PublicView):
    @extend_schema(operation_id="territory", responses={200: shapes.TerritoryDetail, **REFUSALS})
    def get(self, request, slug):
        """One open territory with its zones."""
        found = present.territories(_visible(request).filter(schema_name=slug))
        if not found:
            raise NotFoundIn("slug", _("There is no open territory of this name."))
        return Response({**found[0], "zones": present.zones(slug)})


class Deployment(PublicView):
    @extend_schema(responses={200: shapes.PlaceResults, **REFUSALS})
    def get(self, request):
        """The places where Boussole is open, engaged, or of interest, in the whole country."""
        return Response({"results": [present.public_place(one) for one in public_places()]})


class Contours(PublicView):
    @extend_schema(
        responses={(200, GEOJSON): OpenApiTypes.OBJECT, 304: None, 429: shapes.ErrorsOut},
        parameters=[OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER)],
    )
    def get(self, request):
        """The contours of the territory's communes, simplified, as GeoJSON; on the national host,
        those of the départements."""
        text = geojson(communes_of(request.tenant))
        response = HttpResponse(text, content_type=GEOJSON, headers={"ETag": tag(text)})
        patch_cache_control(response, public=True, max_age=3600)
        return get_conditional_response(request, etag=tag(text), response=response)


class Figures(PublicView):
    @extend_schema(operation_id="figures", responses={200: FiguresOut, **REFUSALS})
    def get(self, request):
        """What the page of figures shows: of the territory; on the national host, of the country.
        Null is hidden: nobody can be recognised from a small number."""
        place = PlaceFigures.objects.of_site(request.tenant)
        if place is None:
            raise NotFoundIn(REQUEST, _("Nothing has been counted yet."))
        response = Response(present.figures(place))
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        return response


class Themes(PublicView):
    @extend_schema(parameters=[shapes.PlaceQuery], responses={200: shapes.ThemeResults, **REFUSALS})
    def get(self, request):
        """Themes with the number of offers that apply to the commune."""
        place = place_named(read_query(shapes.PlaceQuery, request)["commune"])
        counts = count_by_theme(
            place=place,
            territories=shown_territories(request.tenant),
            language=get_language(),
            day=timezone.localdate(),
        )
        themes = themes_of_site(request.tenant)
        return Response({"results": [present.theme(theme, counts) for theme in themes]})


class QuestionnaireView(PublicView):
    @extend_schema(
        parameters=[shapes.PlaceQuery], responses={200: shapes.QuestionnaireOut, **REFUSALS}
    )
    def get(self, request, theme):
        """The questions of a theme; all are optional."""
        place_named(read_query(shapes.PlaceQuery, request)["commune"])
        found = questionnaire_named(theme, request.tenant)
        return Response(
            {"theme": found.theme, "questions": [present.question(one) for one in found.questions]}
        )


class Offers(PublicView):
    @extend_schema(
        operation_id="offers",
        parameters=[
            shapes.OfferQuery,
            OpenApiParameter(
                "answer.<question key>",
                str,
                description="Choice key, repeated for several; a number for a number question.",
            ),
        ],
        responses={200: shapes.OfferResults, **REFUSALS},
    )
    def get(self, request):
        """Offers that apply, the near ones first."""
        query = read_offer_query(shapes.OfferQuery, request)
        questionnaire = questionnaire_named(query["theme"], request.tenant)
        answers = read_answers(questionnaire, request.query_params)
        reading = understood(wanted(query, request.tenant, answers))
        search = reading.search(
            timezone.now(),
            near=query["near"],
            page=query["page"],
            page_size=query["page_size"],
            with_facets=query["facets"],
        )
        results = find_offers(search)
        tried = widen(reading, search, results, questionnaire) if query["ways"] else []
        offers = present.offers(
            results.hits,
            territory=request.tenant,
            place=reading.place,
            answers=answers,
            questionnaire=questionnaire,
        )
        return Response(
            {
                "understood": present.understood(reading, results),
                "count": results.count,
                "near_count": results.near_count,
                "far_count": results.far_count,
                "engine": results.engine,
                "simplified": results.simplified,
                "page": search.page,
                "page_size": search.page_size,
                "facets": present.facets(results.facets),
                "ways": present.ways(tried, results),
                "results": offers,
            }
        )


class OfferView(PublicView):
    @extend_schema(
        operation_id="offer",
        parameters=[shapes.PlaceQuery],
        responses={200: shapes.OfferDetail, **REFUSALS},
    )
    def get(self, request, key):
        """One offer, whole."""
        place = place_named(read_query(shapes.PlaceQuery, request)["commune"])
        offer = offer_named(key, request.tenant)
        return Response(present.offer_detail(offer, territory=request.tenant, place=place))


def _visible(request):
    territories = Territory.objects.local().with_host()
    return territories if request.tenant.is_national else territories.filter(pk=request.tenant.pk)
