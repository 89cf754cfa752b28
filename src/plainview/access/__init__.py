"""Who gives access to whom: what one person asks about another's log-in and a second one approves."""
