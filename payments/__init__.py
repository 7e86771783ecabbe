"""What money came, went, is owed?"""
