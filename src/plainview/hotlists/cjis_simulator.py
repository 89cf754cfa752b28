"""A line to nobody, for demonstrations and tests. It speaks the messages of CJIS and answers by the plate's digits.

| plate holds | answer |
|---|---|
| `404` | not on file |
| `207` | on file for a red Ford of 2016 |
| `911` | on file, and NCIC holds a record of a stolen vehicle |
| `503` | none: the line is down |
| anything else | on file; nothing is said of the vehicle |
"""

from dataclasses import dataclass
from typing import Final

from plainview.hotlists import cjis

_ELSEWHERE: Final = ".VYR/2016.VMA/FORD.VCO/RED"


@dataclass(frozen=True)
class Simulator:
    """Asks nobody. Pages say so wherever its answers stand."""

    name: str = "CJIS simulator"
    simulated: bool = True

    def exchange(self, message: str) -> str:
        """The answer to one message of `cjis.Question`.

        Raises:
            LineDown: the plate asks for that.
        """
        said = cjis.fields(message)
        plate = said.get("LIC", "")
        if "503" in plate:
            raise cjis.LineDown("the CJIS simulator plays a line that is down")
        asked = f"LIC/{plate}.LIS/{said.get('LIS') or message.split('.')[2]}"
        if message.startswith("QV."):
            if "911" in plate:
                return f"1L01.MKE/STOLEN VEHICLE.ORI/CT0000000.{asked}.NIC/V000000911"
            return f"1L01.NO RECORD.{asked}"
        if "404" in plate:
            return f"RR.NO RECORD.{asked}"
        return f"RR.{asked}{_ELSEWHERE if '207' in plate else ''}"
