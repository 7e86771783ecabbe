"""Which jobs hear which topic?"""

# The lower app announces, this table alone knows who listens. What a lost message
# would have said is found again by the listening app's sweep.
WIRING: dict[str, tuple[str, ...]] = {
    "payments.captured": ("orders.fulfil_paid",),
}
