"""Which commands does the shop add?"""
