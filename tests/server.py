"""Loaded before Django's settings are read: tests use a database server of their own."""

import gc
import os

os.environ["STATIONMASTER_SERVER"] = "test"
os.environ.setdefault("SECRET_KEY", "a-key-for-tests-only-" + "x" * 40)
os.environ["EMAIL_BACKEND"] = "django.core.mail.backends.locmem.EmailBackend"
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ["JOB_PROCESSES"] = "0"  # forked processes would not see what a test has not committed

# What is imported and collected lives as long as the process: the garbage collector need not look through it again and again.
gc.set_threshold(50_000, 20, 20)
