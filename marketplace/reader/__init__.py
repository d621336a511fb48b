"""What is read of files that nobody may trust: what kind they are, whether they are whole, and their words.

A plain library like the matcher: it knows no database, no web and no person. `check` looks at bytes without unpacking
them; everything that unpacks runs in a child process of its own (`child`).
"""
