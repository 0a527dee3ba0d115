"""The desk's addresses, the same at head office and at a station."""

from django.urls import path

from desk.pages import imports
from desk.pages.home import Home, Shortcuts
from desk.pages.inbox import Inbox, OpenNotification
from desk.pages.jobs import CancelJob, JobDetail, JobFile, JobList, JobProgress
from desk.pages.preferences import Look, Preferences
from desk.pages.search import Search
from desk.pages.views import RemoveView, SaveView

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("search/", Search.as_view(), name="search"),
    path("keys/", Shortcuts.as_view(), name="shortcuts"),
    path("inbox/", Inbox.as_view(), name="inbox"),
    path("inbox/<uuid:pk>/", OpenNotification.as_view(), name="open_notification"),
    path("jobs/", JobList.as_view(), name="jobs"),
    path("jobs/<uuid:pk>/", JobDetail.as_view(), name="job"),
    path("jobs/<uuid:pk>/progress/", JobProgress.as_view(), name="job_progress"),
    path("jobs/<uuid:pk>/cancel/", CancelJob.as_view(), name="cancel_job"),
    path("jobs/<uuid:pk>/file/", JobFile.as_view(), name="job_file"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/of/<slug:kind>/", imports.StartImport.as_view(), name="start_import"),
    path("imports/of/<slug:kind>/template.<slug:format>", imports.Template.as_view(), name="import_template"),
    path("imports/<uuid:pk>/", imports.ImportDetail.as_view(), name="import"),
    path("imports/<uuid:pk>/map/", imports.MapImport.as_view(), name="map_import"),
    path("imports/<uuid:pk>/fix/", imports.FixImport.as_view(), name="fix_import"),
    path("imports/<uuid:pk>/confirm/", imports.ConfirmImport.as_view(), name="confirm_import"),
    path("imports/<uuid:pk>/cancel/", imports.CancelImport.as_view(), name="cancel_import"),
    path("imports/<uuid:pk>/failed.<slug:format>", imports.FailedRows.as_view(), name="failed_rows"),
    path("views/", SaveView.as_view(), name="save_view"),
    path("views/<uuid:pk>/remove/", RemoveView.as_view(), name="remove_view"),
    path("preferences/", Preferences.as_view(), name="preferences"),
    path("look/", Look.as_view(), name="look"),
]
