"""How well, how fast is it found what somebody types?"""
