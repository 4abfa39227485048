"""Puts one product into the cart, where the owner allowed it, and looks at the forms on the way to the checkout.

go_shopping      walk: product, cart, first page of the checkout; by real clicks, and no form but the one for the cart
Intent, choose   controls: which control of a page may be clicked for it, and which never
"""
