"""When will a shipment arrive, by its plan, by where it is, by how long legs really take?"""
