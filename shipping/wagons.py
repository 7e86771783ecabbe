"""On which wagon does each container stand?"""
