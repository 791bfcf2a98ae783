"""The planner: asks a language model about what the rules did not understand. It only proposes."""
