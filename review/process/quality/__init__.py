"""Ratios of problems by unit and department, and what follows from them (UNIT-18, DEPT-02, DEPT-03, G-19, G-20)."""
