"""数据看板: the figures of one notice at one desk, each of which is a list of that desk (issue 5)."""
