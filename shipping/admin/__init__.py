"""What do staff see of the railway?"""

from shipping.admin import network, shipments, slots, trains

__all__ = ["network", "shipments", "slots", "trains"]
