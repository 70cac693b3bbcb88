"""What may share a process with student code. Nothing here holds a secret."""
