"""What is asked: an argv or a click, checked and resolved into one frozen job per report, before anything is read."""
