"""The plates of the South, from Virginia to Texas."""

from typing import Final

from plainview.recognition.formats.grammar import listed

SOUTH: Final = listed(
    """
    VA | AAA 9999 | 60 | since 1993
    VA | AAA 999  | 14 | 1973 to 1993
    VA | 9999 AA  | 4  | special
    VA | 999 9AA  | 3  | special, wildlife
    VA | AA 99 999 | 2 | truck
    WV | 9AA 999  | 50 | since 1976
    WV | 99A 999  | 10 | two digits first
    WV | AA 9999  | 4  | special
    WV | AAA 999  | 6  | since 2020
    NC | AAA 9999 | 65 | since 1993 | ABCDEFHJKLMNPRSTVWXYZ
    NC | AAA 999  | 10 | 1975 to 1993
    NC | AA 9999  | 6  | truck
    NC | 999 9999 | 3  | rental
    NC | 99 9A9   | 2  | special
    SC | AAA 999  | 45 | since 1998
    SC | 999 AAA  | 20 | 1990 to 2016
    SC | 9999 AA  | 5  | since 2008
    SC | AAA 9999 | 3  | since 2023
    SC | pAA 999  | 4  | truck
    GA | AAA 9999 | 55 | since 2007 | ABCDEFGHIJKLMNOPQRSTUVWXYZ
    GA | 999 AAA  | 10 | 1990 to 2003
    GA | 9999 AAA | 8  | 2004 to 2007
    GA | AAA 999  | 8  | 1983 to 1990
    GA | AA9 99A  | 2  | special
    FL | AAA A99  | 28 | since 2004 | ABCDEFGHIJKLMNPQRSTUVWXYZ
    FL | A99 9AA  | 12 | since 2003 | ABCDEFGHIJKLMNPQRSTUVWXYZ
    FL | 999 9AA  | 10 | since 2009
    FL | AA9 9AA  | 6  | since 2019
    FL | 99A AAA  | 5  | since 2016
    FL | AAA 99A  | 8  | 1983 to 2003
    FL | AA99 AA  | 5  | since 2022
    FL | A99 AAA  | 4  | 1997 to 2004
    FL | 999 AAA  | 5  | 1986 to 1997, six characters
    FL | AAA 999  | 4  | 1978 to 1986
    AL | 9A 9999A | 15 | county first, since 1992
    AL | [1-6]9A 99A9 | 12 | county of two digits
    AL | 9AA 9999 | 12 | county first, since 2009
    AL | [1-6]9AA 999 | 10 | county of two digits, since 2009
    AL | 99 AA 999 | 6 | since 2018
    AL | AAA 9999 | 3  | special
    MS | AAA 999  | 45 | since 1981
    MS | AAA 9999 | 30 | since 2018
    MS | 999 AAA  | 6  | 1992 to 1997
    MS | AA9 999  | 6  | truck
    TN | AAA 9999 | 22 | since 2022
    TN | 9A9 9A9  | 5  | since 2017
    TN | A99 99A  | 22 | 2006 to 2022
    TN | 999 AAA  | 18 | 1988 to 2006
    TN | AAA 999  | 6  | 2000 to 2006
    TN | 9AA 999  | 4  | 1977 to 1988
    TN | AA 9999  | 3  | special
    KY | 999 AAA  | 45 | since 2003
    KY | A9A 999  | 25 | since 2020
    KY | AAA 999  | 15 | 1983 to 2002
    KY | 9999 AA  | 4  | special
    KY | 999 9AA  | 3  | truck
    LA | 999 AAA  | 40 | since 2005
    LA | AAA 999  | 25 | 1989 to 2005
    LA | 999A 999 | 5  | 1974 to 1989
    LA | A999 999 | 8  | truck
    LA | AA 99999 | 3  | special
    AR | 999 AAA  | 45 | since 1996
    AR | AAA 99A  | 22 | since 2019
    AR | AAA 999  | 18 | 1978 to 1996
    AR | 9AA 999  | 4  | truck
    OK | AAA 999  | 35 | since 2017
    OK | 999 AAA  | 30 | 2006 to 2017
    OK | AAA 9999 | 5  | since 2023
    OK | 9AA 999  | 4  | truck
    OK | 999 9AA  | 4  | tribal
    TX | AAA 9999 | 45 | since 2012 | BCDFGHJKLMNPRSTVWXYZ
    TX | AA9 A999 | 20 | 2009 to 2012 | BCDFGHJKLMNPRSTVWXYZ
    TX | 999 AAA  | 6  | 1975 to 1982, 2000 to 2004
    TX | AAA 99A  | 5  | 1991 to 1996
    TX | A99 AAA  | 6  | 1998 to 2003
    TX | 99A AA9  | 6  | truck
    TX | 9AA A99  | 4  | truck, older
    TX | AAA 999  | 3  | 1982 to 1991
    """
)
