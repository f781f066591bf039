"""One file a dialog: something small in front of a screen that is answered or left with escape."""
