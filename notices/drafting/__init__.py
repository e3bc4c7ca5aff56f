"""Editing a notice before it is published: places in its file, forms for them, sentences, cards, the copy of a year.

Everything here is pure but for the forms; the writes are ``notices.services.drafting``.
"""
