"""Résumés that people upload: read by a job, proposed line by line, taken or dropped by the person."""
