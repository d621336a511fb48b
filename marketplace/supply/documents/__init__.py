"""Files that people hand in: a résumé, a certificate, an answer. Kept in the database, sent as attachments only."""
