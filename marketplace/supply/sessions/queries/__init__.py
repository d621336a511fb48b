"""What the training is and how it goes: the plan, who was there, levels, supports, and whom to ask after."""
