"""撤销 and 注销 as one dated cascade of steps. `plan.py` says which, `looking.py` what is left, `acting.py` what each does, `advance.py` goes on."""
