from django.urls import path

from lantas.kernel.parties import counter, web

urlpatterns = [
    path("me/", web.me, name="me"),
    path("me/code/", web.code, name="me-code"),
    path("me/leave/", web.leave, name="me-leave"),
    path("me/export/", web.export, name="me-export"),
    path("me/erase/", web.erase, name="me-erase"),
    path("people/", counter.people_desk, name="people"),
    path("people/<str:reference>/", counter.record, name="person"),
    path("people/<str:reference>/correct/", counter.correct, name="correct-person"),
    path("people/<str:reference>/erase/", counter.erase, name="erase-person"),
]
