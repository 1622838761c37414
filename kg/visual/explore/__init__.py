"""The explorer: one offline HTML file that shows who is tied to whom, and why, with the evidence."""
