"""Every bench, one after the other: `python -m bench`."""

import importlib
import importlib.util
import sys

BENCHES = ("growth", "first_picture", "key", "find", "forecast", "forecast_priors", "outcomes", "vault", "ssh")


def main() -> int:
    """Run each bench that is here; 1 when any of them missed its bound."""
    missed = []
    for name in BENCHES:
        if importlib.util.find_spec(f"bench.{name}") is None:
            continue
        print(f"\n{name}", flush=True)
        if importlib.import_module(f"bench.{name}").main():
            missed.append(name)
    print(f"\nmissed: {', '.join(missed)}" if missed else "\nall within their bounds")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
