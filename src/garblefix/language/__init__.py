"""What text looks like: the model of all languages, and the cheap gate before it."""
