"""From claims to a draft acta that a person corrects, accepts and has explained."""
