"""How are many shipments put on trains at once, at the least cost?"""
