"""What must not break a police platform, one test a line of issue 2, section 5.

Here stands what needs every door, or the real servers; what belongs to one domain is
tested beside it: lost signal and clock skew in ``response/tests/test_deeds.py`` and
``test_positions.py``, two at once in ``test_at_once.py``, hostile pictures in
``kernel/ledger/tests/test_evidence.py``, a worker that is shot in ``test_worker.py``.
"""
