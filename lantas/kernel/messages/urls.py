from django.urls import path

from lantas.kernel.messages import web

urlpatterns = [
    path("", web.messages, name="messages"),
    path("<uuid:pk>/resend/", web.resend, name="resend-message"),
]
