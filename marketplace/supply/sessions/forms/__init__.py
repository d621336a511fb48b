"""What is typed about sessions, who was there, barriers and contacts."""
