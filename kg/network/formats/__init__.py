"""One file a format. Each takes a network laid flat (``flat.Flat``) and returns text or bytes; nothing here touches a disk."""
