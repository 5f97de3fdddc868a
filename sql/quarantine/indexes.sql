-- Rows of either kind are looked up in one way.
CREATE INDEX rows_unusable ON quarantine.raw_rows (file, fingerprint) WHERE waiting_for IS NULL;

CREATE INDEX rows_waiting ON quarantine.raw_rows (waiting_for) WHERE waiting_for IS NOT NULL;

CREATE INDEX ratings_waiting ON quarantine.ratings (movielens_id, user_id);

CREATE INDEX credits_movie ON quarantine.credits (movie_id);
