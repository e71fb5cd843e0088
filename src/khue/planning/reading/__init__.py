"""Reads plan documents: files to text, text to proposals and faults. No database, no network, no clock.

`opening` opens what a person hands in, `document` reads its text by fixed rules; the other modules serve these two.
Nothing here decides anything: what is proposed waits for a person.
"""
