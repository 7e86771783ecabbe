"""Which questions do orders answer?"""
