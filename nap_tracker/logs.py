"""What may be said in a log: the place of a failure, never the text somebody wrote."""

from django.views.debug import SafeExceptionReporterFilter


class QuietExceptionReporterFilter(SafeExceptionReporterFilter):
    """Leaves local variables and posted values out of error reports: narratives speak of victims."""

    def is_active(self, request) -> bool:
        return True

    def get_post_parameters(self, request) -> dict:
        return {} if request is None else dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request, tb_frame) -> list:
        return []
