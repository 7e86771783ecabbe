"""Which other place is best for each of many shipments that lost theirs?"""
