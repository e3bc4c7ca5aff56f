"""Lists that people take away: asked for with a reason, written by a worker, gone after a day (16-6, AZ7)."""
