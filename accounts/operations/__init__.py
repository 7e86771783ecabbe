"""Which verbs does accounts know?"""
