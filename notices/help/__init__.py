"""The help centre: articles per role, seeded from files, kept by administrators (A-02, SYS-01, S29)."""
