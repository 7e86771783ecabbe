"""Which verbs does news know?"""
