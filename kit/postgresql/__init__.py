"""Django's back end of PostgreSQL, with what our hottest questions ask of it."""
