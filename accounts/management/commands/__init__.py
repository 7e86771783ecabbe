"""Which commands does accounts bring?"""
