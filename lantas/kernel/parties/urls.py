from django.urls import path

from lantas.kernel.parties import web

urlpatterns = [
    path("", web.me, name="me"),
    path("code/", web.code, name="me-code"),
    path("leave/", web.leave, name="me-leave"),
    path("export/", web.export, name="me-export"),
    path("erase/", web.erase, name="me-erase"),
]
