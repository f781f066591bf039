"""One file a screen. Screens show what services say and ask services to do what a person wants; they decide nothing."""
