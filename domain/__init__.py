"""What a deal is: values, fields, events, rules and the ledger. No printing, no web."""
