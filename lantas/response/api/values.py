"""Values that travel: numbers that are numbers, words in the reader's language."""

from datetime import UTC, datetime
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

Number = Annotated[float, Field(allow_inf_nan=False)]
# A label is translated when it is sent, not when it is made.
Word = Annotated[str, BeforeValidator(str)]
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _told(at: datetime) -> datetime:
    return min(max(at, EARLIEST), LATEST)


# A clock that has lost its mind still tells something: "long ago" or "some day". The
# database keeps years that Python cannot read again, so they are not let in.
Moment = Annotated[AwareDatetime, AfterValidator(_told)]


class StreamOut(Schema):
    """Where to listen for news."""

    url: str
