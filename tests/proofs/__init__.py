"""Commands that measure a promise at full size, each longer than a test may take: `python -m tests.proofs NAME`."""
