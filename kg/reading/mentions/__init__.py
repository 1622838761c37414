"""What a text names: people, bodies, places, days, events, figures, offices; and which mentions are one."""
