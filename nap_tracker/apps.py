from django.apps import AppConfig


class NapTrackerConfig(AppConfig):
    name = "nap_tracker"

    def ready(self) -> None:
        from pathlib import Path

        from django.conf import settings
        from django.db import connection

        from nap_tracker import checks, usage  # noqa: F401 (checks register themselves)
        from nap_tracker.backups.restoring import INTERRUPTED, is_interrupted, may_finish
        from nap_tracker.library_words import teach_libraries
        from nap_tracker.privacy import close_to_others

        teach_libraries()  # before the administration and any form is made
        file = Path(str(connection.settings_dict["NAME"])) if connection.vendor == "sqlite" else None
        close_to_others(settings.DATA_DIR, file)
        try:
            usage.share(settings.DATA_DIR)
        except usage.InUse:
            raise SystemExit("A backup is being restored. Start this again when it is done.") from None
        if is_interrupted(settings.DATA_DIR) and not may_finish():
            raise SystemExit(INTERRUPTED)
