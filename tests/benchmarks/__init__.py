"""How fast it is: `python -m tests.benchmarks [GROUP …]` prints one Markdown table. No slow time makes it fail."""
