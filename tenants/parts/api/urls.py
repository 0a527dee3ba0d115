"""The stock's addresses in the API."""

from common.api import router
from tenants.parts.api.views import StockItemApi, StockMoveApi

urlpatterns = [*router("stock-items", StockItemApi), *router("stock-moves", StockMoveApi)]
