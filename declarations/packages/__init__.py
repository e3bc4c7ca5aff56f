"""电子档案: a dossier as one file, written and read, looked at and taken in (MAT-70, A-25; design §5)."""
