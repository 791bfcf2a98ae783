"""The planner: a language model that reads what the rules did not understand. It only proposes."""
