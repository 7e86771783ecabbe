"""How is a dispatcher told why a shipment can't go?"""
