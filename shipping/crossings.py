"""How many trains a day does a border crossing bear?"""
