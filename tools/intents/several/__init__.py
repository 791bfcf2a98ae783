"""Sentences with several requests, and with values that the same sentence corrects."""
