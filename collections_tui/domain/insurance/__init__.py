"""The insurer's side: what is asked of insurers, and what they pay and refuse. Pure, like all of the domain."""
