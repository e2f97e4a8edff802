"""How staff pages look: templates, labels, formatting and pagination; nothing here writes."""
