"""How does a timetable look as a sheet?"""
