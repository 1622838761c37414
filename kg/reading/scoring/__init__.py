"""How good drafts are: gold, what counts as right, scores, and the confidences measured with them."""
