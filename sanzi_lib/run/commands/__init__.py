"""What a command does, from what is asked to its outcome; the console uses the same functions."""
