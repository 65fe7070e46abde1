"""Addresses of quick response."""

from django.urls import path

from lantas.response import web

app_name = "response"
urlpatterns = [
    path("report/", web.report, name="report"),
    path("track/<str:token>/", web.track, name="track"),
    path("response/board/", web.board, name="board"),
    path("response/photos/<int:pk>/", web.photo, name="photo"),
    path("patrol/", web.patrol, name="patrol"),
]
