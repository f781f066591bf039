"""Bills: what is charged for what, what they come to, and what can be wrong with them. Pure, like all of the domain."""
