"""Through which REST doors are accounts reached?"""
