"""Ratios of problems by unit and department, and what follows (UNIT-18, DEPT-02, DEPT-03, INTEG-11, G-19, G-20)."""
