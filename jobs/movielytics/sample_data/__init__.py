"""Made-up files in the format of The Movies Dataset, at any size, with the errors and oddities of real files.

Their kinds, and the outcome of the rows:

==========================================================  ===========================================================
kind                                                        outcome
==========================================================  ===========================================================
quotes, apostrophes, line breaks, other alphabets           staged unchanged
names whose Python literal needs other quotes or escapes    staged unchanged
empty dates, unknown (0) money                              staged
CRLF line ends (ratings, links), LF in the other files      staged
a movie's id delivered twice, the later row differs         the earlier row is superseded
a user's rating of a movie delivered twice                  the earlier row is superseded
a row split in two by a line break                          both halves quarantined: their columns do not fit the header
text in a numeric column                                    quarantined
a literal that breaks off                                   quarantined
a rating out of range, an invalid time, too few columns     quarantined
a month without an observation (``.``)                      quarantined
ratings of movies without link or without movie             waiting for their movie
==========================================================  ===========================================================
"""
