// Empty: its target has the precompiled headers of all tests.
