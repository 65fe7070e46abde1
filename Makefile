# Everything is done by lantas/running/bootstrap.py, which needs Python ≥ 3.11 and no more.
PYTHON ?= python3

.PHONY: up down reset test check bench lock doctor
up down reset test check bench lock doctor:
	@$(PYTHON) lantas/running/bootstrap.py $@ $(ARGS)
