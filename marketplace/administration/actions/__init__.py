"""What an administrator does to the whole site: settings, words of mails, names and mergers of organisations."""
