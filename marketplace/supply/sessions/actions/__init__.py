"""Planning the training, noting who was there, helping where something is in the way, and asking after people."""
