"""What each block of a page is: heading, roster, title under a name, label, turn, item, table, prose."""
