"""Addresses of the map."""

from django.urls import path

from lantas.kernel.places import web

app_name = "places"
urlpatterns = [
    path("map/tiles.json", web.tiles_json, name="tiles_json"),
    path("map/tiles/<int:zoom>/<int:x>/<int:y>.mvt", web.tile, name="tile"),
]
