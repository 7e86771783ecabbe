"""How is Steel Camel installed, started, checked and stopped on one machine?"""
