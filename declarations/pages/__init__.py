"""What a page of the applicant's shows, gathered once for it: rows, cards, files, papers; no page asks for itself."""
