"""What may be asked of the outbox?"""
