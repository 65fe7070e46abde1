"""Values that travel: numbers that are numbers, words in the reader's language."""

from typing import Annotated

from ninja import Schema
from pydantic import BeforeValidator, Field

Number = Annotated[float, Field(allow_inf_nan=False)]
# A label is translated when it is sent, not when it is made.
Word = Annotated[str, BeforeValidator(str)]


class StreamOut(Schema):
    """Where to listen for news."""

    url: str
