"""How did the tables of news come to be?"""
