"""Made-up files in the form of The Movies Dataset, at any size, with the dirt of real ones.

What is dirty, and what becomes of it:

=====================================================  ==========================================================
kind                                                   outcome
=====================================================  ==========================================================
quotes, apostrophes, line breaks, other alphabets      staged as they are
names whose Python literal needs other quotes, escapes staged as they are
empty dates, unknown (0) money                         staged
CRLF (ratings, links) beside LF                        staged
a movie's id delivered twice, the later row differs    the earlier row is superseded
a user's rating of a movie delivered twice             the earlier row is superseded
a row broken in two by a line break                    both halves quarantined: their columns do not fit the header
text in a numeric column                               quarantined
a literal that breaks off                              quarantined
a rating out of range, a time that is none, a short row quarantined
a month without an observation (``.``)                 quarantined
ratings of movies without link or without movie        quarantined, waiting for their movie
=====================================================  ==========================================================
"""
