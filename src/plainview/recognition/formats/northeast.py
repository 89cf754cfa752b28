"""The plates of Connecticut's neighbours and of the states down to the Potomac."""

from typing import Final

from plainview.recognition.formats.grammar import listed

NORTHEAST: Final = listed(
    """
    MA | 9AAA 99  | 30 | since 2010
    MA | 9AA A99  | 20 | 2004 to 2020
    MA | 999 AA9  | 12 | since 2008
    MA | 99A A99  | 8  | 1998 to 2010
    MA | 9999 AA  | 5  | 1994 to 2008
    MA | 999 AAA  | 6  | 1977 to 1998, green on white
    MA | 99999    | 2  | reserved
    MA | A99999   | 4  | commercial
    MA | (CO) A99 999 | 3 | commercial, small letters
    NY | AAA 9999 | 60 | since 2001
    NY | AAA 999  | 7  | 1986 to 2001
    NY | A99 9AA  | 6  | 1991 to 2001
    NY | 9A9 99A  | 3  | 1986 to 2001, digits first
    NY | 9999 AAA | 4  | 1977 to 1986
    NY | 99999 AA | 8  | commercial
    NY | 9999 AA  | 3  | commercial, older
    NY | t999999c | 4  | for hire in the city
    NY | 9A99     | 3  | taxi
    RI | 9AA 999  | 30 | since 2018
    RI | AA 999   | 25 | since 1972
    RI | 999 999  | 18 | six digits
    RI | 99 999   | 10 | five digits
    RI | 9999     | 4  | reserved
    RI | A 9999   | 3  | one letter
    NJ | A99 AAA  | 40 | since 2010
    NJ | AAA 99A  | 20 | 1999 to 2011
    NJ | AAA 999  | 6  | 1979 to 1992
    NJ | AA 999A  | 10 | 1991 to 1999
    NJ | 999 AAA  | 5  | 1959 to 1979, and later
    NJ | xAA 999  | 5  | commercial
    NJ | AA 999   | 3  | courtesy
    NH | 999 9999 | 45 | since 2000
    NH | 999 999  | 22 | since 1988
    NH | 99 9999  | 4  | six digits, early gap
    NH | 9999     | 4  | reserved
    NH | 99999    | 4  | reserved, five digits
    NH | AAA 999  | 3  | 1979 to 1987
    VT | AAA 999  | 55 | since 1990
    VT | 999A 999 | 20 | truck
    VT | 9999A    | 5  | 1977 to 1990
    VT | A9999    | 5  | 1985 to 1990
    VT | 99999    | 4  | reserved
    ME | 9999 AA  | 40 | since 1987
    ME | 999 AAA  | 25 | since 2024
    ME | 999 9AA  | 6  | lobster and pine
    ME | 99999 A  | 5  | 1974 to 1987
    ME | 9A 9999  | 5  | commercial
    ME | AAA 999  | 3  | conservation
    PA | AAA 9999 | 62 | since 1999
    PA | AAA 999  | 10 | 1977 to 1999
    PA | zAA 9999 | 7  | truck
    PA | yAA 9999 | 4  | truck, since 1999
    PA | AA 99 999 | 3 | bus and trailer
    PA | AA9 9AA  | 2  | special
    MD | 9AA 9999 | 45 | since 2010
    MD | 9AA A99  | 4  | 2009 to 2010
    MD | AAA 999  | 12 | 1986 to 2004
    MD | AAA 99A  | 4  | 2004 to 2010, letters last
    MD | 9A 99999 | 4  | truck, digits first
    MD | 99A A99  | 6  | 2004 to 2010
    MD | m 999999 | 5  | multi-purpose
    DE | 999999   | 45 | since 1942
    DE | 99999    | 15 | low number
    DE | c 99999  | 5  | commercial
    DE | c 999999 | 8  | commercial, six digits
    DE | pc 999999 | 8 | passenger car, long
    DC | AA 9999  | 60 | since 1997
    DC | AAA 999  | 4  | 1991 to 1997, special
    DC | 999 999  | 12 | 1966 to 1997
    DC | 99 9999  | 3  | taxi
    """
)
