"""What is the outside world told?"""
