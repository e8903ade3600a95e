"""Articles: what a person pastes, saves or fetches, read into text with its date and its place."""
