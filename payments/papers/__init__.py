"""What do papers about money say, in the language that is active?"""
