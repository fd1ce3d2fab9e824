"""The services that a developer's machine runs: no container engine, and no Django here."""
