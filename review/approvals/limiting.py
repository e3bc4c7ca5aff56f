"""How often one address may object, at a unit's sheet or to a result (S15)."""

from config.lib.limiting import Limit

TOO_OFTEN = "查询过于频繁，请 1 小时后再试。"
OBJECT = Limit("object", 10)
