"""Who may do what, as rules in Cedar: a file a room, beside the schema that every rule is checked against.

`rules.read` reads and checks the files, `decisions.Authorizer` asks them. Nothing else knows the package `cedarpy`.
"""
