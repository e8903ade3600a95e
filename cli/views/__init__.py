"""What the page and the HTML report both show, made without markup: rows, trees, days, steps."""
