"""The plates of the states around the Great Lakes and of the plains."""

from typing import Final

from plainview.recognition.formats.grammar import listed

MIDWEST: Final = listed(
    """
    OH | AAA 9999 | 60 | since 2004
    OH | AA 99 AA | 7  | 1997 to 2004
    OH | AAA 999  | 8  | 1980 to 1997
    OH | 999 AAA  | 4  | 1976 to 1990
    OH | pAA 9999 | 6  | truck
    IN | 999 AAA  | 22 | since 2008
    IN | 999A     | 8  | since 2008, short
    IN | 999AA    | 14 | since 2008, two letters
    IN | AAA 999  | 10 | since 2021
    IN | 99A 9999 | 16 | county first
    IN | 9A 9999  | 5  | county of one digit
    IN | tk999AAA | 4  | truck, small letters once
    IL | AA 99999 | 30 | since 2017
    IL | A99 9999 | 22 | 2001 to 2017 | ABCDEFGHIJKLMNOPQRSTUVWXYZ
    IL | 999 9999 | 12 | 1999 to 2010
    IL | AAA 999  | 7  | 1984 to 1996
    IL | A99 9A9  | 4  | 1996 to 2000
    IL | AA 9999  | 5  | 1979 to 1984
    IL | 999 999  | 4  | reserved
    IL | 9999999b | 3  | truck
    IL | 99999 p  | 2  | special
    MI | AAA 9999 | 45 | since 2004
    MI | 9AA A99  | 25 | since 2007
    MI | AAA 999  | 8  | 1983 to 2006
    MI | 999 AAA  | 5  | 1979 to 1999
    MI | AA 99999 | 5  | commercial
    MI | 9999 AA  | 3  | commercial, older
    WI | AAA 9999 | 42 | since 2017
    WI | 999 AAA  | 28 | 2000 to 2017
    WI | AAA 999  | 15 | 1986 to 2000
    WI | AA 9999  | 6  | truck
    WI | 999 99A  | 2  | truck, older
    MN | AAA 999  | 42 | since 2008
    MN | 999 AAA  | 30 | 1987 to 2008
    MN | 9AA 999  | 4  | special
    MN | AA 99999 | 2  | truck
    IA | AAA 999  | 45 | since 2012
    IA | 999 AAA  | 32 | 1995 to 2012
    IA | AA 9999  | 4  | truck
    MO | AA9 A9A  | 40 | since 2008
    MO | 999 AAA  | 18 | 1997 to 2008
    MO | AAA 999  | 12 | 1979 to 1997
    MO | 9AA A99  | 8  | truck
    MO | 99A AA9  | 3  | truck, beyond local
    ND | 999 AAA  | 45 | since 2015
    ND | AAA 999  | 35 | 1980 to 2015
    ND | 9999 AA  | 3  | special
    SD | 9AA 999  | 35 | county first
    SD | 99A 999  | 20 | county of two digits
    SD | 9A9 999  | 12 | county first, since 2010
    SD | 99 9999  | 3  | truck
    NE | AAA 999  | 40 | since 2002
    NE | 99 A999  | 18 | county of two digits
    NE | 9 A9999  | 10 | county first
    NE | 99 9999  | 5  | county and digits
    KS | 999 AAA  | 45 | since 2001
    KS | AAA 999  | 25 | 1980 to 2001
    KS | 9999 AAA | 12 | since 2024
    KS | 99999AA  | 2  | truck
    """
)
