"""What a run tells: events as they happen, where each call stands, the log, and the manifest."""
