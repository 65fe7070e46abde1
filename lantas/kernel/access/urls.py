from django.urls import path

from lantas.kernel.access import web

urlpatterns = [
    path("", web.officers, name="officers"),
    path("rules/", web.rules, name="rules"),
    path("<int:pk>/appoint/", web.appoint, name="appoint"),
    path("<int:pk>/close/", web.close, name="close-account"),
    path("duties/<int:pk>/end/", web.relieve, name="relieve"),
]
