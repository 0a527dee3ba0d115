"""As the app has it."""

from importlib import import_module

Migration = import_module("tenants.site.migrations.0001_initial").Migration
