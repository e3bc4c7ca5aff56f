"""我能报吗: the rules of a notice, asked before anybody signs in (S04)."""
