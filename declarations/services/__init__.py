"""Writes of the dossier: drafts, sections, items, materials, photo, autosave, pledge, snapshots."""
