CREATE INDEX rejected_by_file ON quarantine.rejected_rows (file, fingerprint);
