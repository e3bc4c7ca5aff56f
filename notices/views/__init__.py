from notices.views.public import attachment, notice_detail, notice_editions, notice_list, policy_columns

__all__ = ["attachment", "notice_detail", "notice_editions", "notice_list", "policy_columns"]
