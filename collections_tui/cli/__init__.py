"""The command line: reads arguments, calls one service method, prints. Refuses to decide anything and to speak SQL."""
