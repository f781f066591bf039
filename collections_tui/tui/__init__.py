"""The screens, in Textual. Refuses to know the store: everything a screen can do is a service method."""
