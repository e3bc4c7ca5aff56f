from typing import Any

from django.db import migrations, models
from django.db.models import Q


def end_running(apps: Any, schema_editor: Any) -> None:
    """An upgrade stops the workers: what they ran has no result."""
    running = apps.get_model("process", "Rehearsal").objects.filter(state="running")
    running.update(state="failed", fault="彩排时系统升级，没有结果，请重新开始。")


class Migration(migrations.Migration):
    dependencies = [("process", "0003_rehearsals")]

    operations = [
        migrations.RunPython(end_running, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="rehearsal",
            constraint=models.UniqueConstraint(
                condition=Q(("state", "running")), fields=("state",), name="one_rehearsal_runs"
            ),
        ),
    ]
