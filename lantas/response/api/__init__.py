"""Quick response over HTTP: the public's doors, the dispatcher's, the patrol's."""

from ninja import Router

from lantas.response.api import dispatch, duty, public

router = Router(tags=["response"])
router.add_router("", public.router)
router.add_router("", dispatch.router)
router.add_router("", duty.router)
