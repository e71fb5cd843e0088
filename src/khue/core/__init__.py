"""The ground under every app: actor, events, actions, rows, sheets, tasks, clock and the shells. No domain words."""
