"""How dates are written where libraries write them, by language."""
