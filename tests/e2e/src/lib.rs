//! End-to-end tests: see `tests/`, one file a subject.
