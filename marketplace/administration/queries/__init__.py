"""What an administrator sees: people, organisations, mails, settings, and how the site is doing."""
