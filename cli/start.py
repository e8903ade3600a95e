"""Where the program begins: the command `dealtrail`, and `python -m cli`.

A verb lives for some tens of milliseconds and frees next to nothing before it ends. Looking for
garbage while modules load, and once more on the way out, would take a fifth of that.
"""

import gc
from typing import NoReturn


def main() -> NoReturn:
    """Run one command and end."""
    gc.set_threshold(200_000, 50, 50)
    try:
        from cli.main import main as run

        run()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
