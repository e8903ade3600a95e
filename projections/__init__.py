"""Pure folds from events to answers, one file per question."""
