"""The screens. Each keeps its data and its keys; what it draws comes from `widgets`."""
