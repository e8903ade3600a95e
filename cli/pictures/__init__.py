"""Pictures as SVG text, for the page, HTML reports, notebooks and e-mail; standard library only.

A picture takes what the answers print as JSON and gives one `<svg>` element. Its colours are plain
attributes, so that it stands by itself; a page restyles it by its classes. Each mark that means
something has a name that a screen reader says, and a link where the caller gives addresses.
"""
