"""The plates of the mountains and of the Pacific states."""

from typing import Final

from plainview.recognition.formats.grammar import listed

WEST: Final = listed(
    """
    MT | 9 99999A | 25 | county first
    MT | 99 9999A | 15 | county of two digits
    MT | 999 999A | 5  | since 2010
    MT | AAA 999  | 18 | special
    WY | 9 99999  | 30 | county first
    WY | 99 9999  | 22 | county of two digits
    WY | 99 999A  | 8  | county, letter last
    WY | 9 9999A  | 4  | county, older
    CO | AAA A99  | 28 | since 2018
    CO | 999 AAA  | 25 | 2000 to 2018
    CO | AAA 9999 | 12 | 1992 to 2000, and since
    CO | AAA 999  | 12 | 1977 to 1992
    CO | 999A 99  | 3  | special
    NM | 999 AAA  | 30 | since 1991
    NM | AAA 999  | 28 | 1978 to 2010
    NM | AAA A99  | 20 | since 2017
    NM | AA 9999  | 2  | truck
    AZ | A9A 9AA  | 25 | since 2020 | ABCDEFGHJKLMNPRSTVWXYZ
    AZ | AAA 9999 | 35 | 2008 to 2020
    AZ | 999 AAA  | 15 | 1997 to 2008
    AZ | AAA 999  | 12 | 1980 to 1997
    AZ | AA 99999 | 4  | truck
    UT | A99 9AA  | 30 | since 2007
    UT | 999 AAA  | 22 | 1985 to 2007, digits first
    UT | AAA 999  | 14 | 1973 to 1996
    UT | 9A9 9AA  | 12 | since 2019
    UT | 999 9AA  | 2  | truck
    NV | 99A 999  | 25 | since 2008
    NV | 999 A99  | 25 | since 2013
    NV | 999 AAA  | 16 | 1984 to 2008
    NV | AAA 999  | 4  | special
    ID | 9A 99999 | 25 | county first
    ID | 9A A9999 | 10 | county first, letter later
    ID | [1-9]A 999A | 8 | county first, older
    ID | A 999999 | 18 | county of one letter
    ID | A 99999A | 4  | county of one letter, letter last
    WA | AAA 9999 | 55 | since 2010
    WA | 999 AAA  | 20 | 1989 to 2010
    WA | AAA 999  | 8  | 1968 to 1989
    WA | A99999A  | 6  | truck
    WA | A 99999A | 3  | truck, with a gap
    OR | 999 AAA  | 40 | since 2004
    OR | AAA 999  | 25 | 1973 to 2004
    OR | 9AA A99  | 3  | since 2023
    OR | t 999999 | 3  | truck
    CA | 9AAA999  | 62 | since 1980
    CA | 99999A9  | 10 | truck, since 2011
    CA | 9A99999  | 10 | truck, 1980 to 2011
    CA | AAA 999  | 4  | 1963 to 1980, black
    CA | 999 AAA  | 4  | 1969 to 1980, blue
    CA | 9999999  | 2  | exempt
    CA | 99A99A9  | 1  | special
    AK | AAA 999  | 70 | since 1976
    AK | 9999 AA  | 6  | truck
    HI | AAA 999  | 70 | since 1981
    HI | 999 AAA  | 12 | truck, digits first
    """
)
