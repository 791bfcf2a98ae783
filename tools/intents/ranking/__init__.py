"""Which tools a sentence is likely about, by a linear model of how owners write."""
