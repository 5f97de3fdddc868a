-- Rows of either kind are looked up in one way, and millions may wait.
CREATE INDEX rows_unusable ON quarantine.rows (file, fingerprint) WHERE waiting_for IS NULL;

CREATE INDEX rows_waiting ON quarantine.rows (waiting_for) WHERE waiting_for IS NOT NULL;

CREATE INDEX credits_movie ON quarantine.credits (movie_id);
