CREATE INDEX ratings_waiting ON waiting.ratings (movielens_id, user_id);

CREATE INDEX credits_waiting ON waiting.credits (movie_id);
