"""What is written in a PDF, as text; a scan has nothing. Nothing is drawn, nothing is kept.

Run by path it is its own limited child: the file's path as argument, JSON on stdout (IN5).
"""

import json
import resource
import sys

MEMORY, CPU_SECONDS = 2**30, 10
PAGES, LETTERS = 60, 50_000  # more than any report that is compared has


def main() -> None:
    """The text of the first pages, or nothing for a file that cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read_words(sys.argv[1]), sys.stdout)


def read_words(path: str) -> str | None:
    """None: damaged."""
    import pypdfium2  # limits first

    try:
        document = pypdfium2.PdfDocument(path)
        pages = (document[number].get_textpage() for number in range(min(PAGES, len(document))))
        words = "".join(page.get_text_range(errors="ignore") for page in pages)
    except pypdfium2.PdfiumError:
        return None
    return words.replace("\0", "")[:LETTERS]


if __name__ == "__main__":
    main()
