"""What happened, and did it happen: triggers, types, modes, status, contexts."""
