"""Addresses of the frame."""

from django.urls import path, re_path
from django.views.i18n import set_language

from lantas.console import web

urlpatterns = [
    path("", web.home, name="home"),
    path("follow/", web.follow, name="follow"),
    path("console/", web.console, name="console"),
    path("language/", set_language, name="set_language"),
    path("offline/", web.offline, name="offline"),
    path("sw.js", web.service_worker, name="service-worker"),
    re_path(r"^(?P<name>app|patrol)\.webmanifest$", web.web_app, name="web-app"),
]
