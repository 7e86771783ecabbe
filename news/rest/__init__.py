"""Through which doors are news reached?"""
