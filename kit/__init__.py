"""What does every app stand on?"""
