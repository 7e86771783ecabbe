"""On which days does a train run when there are holidays, when a station is closed?"""
