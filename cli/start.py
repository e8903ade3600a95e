"""Where the program begins: the command `dealtrail`, and `python -m cli`.

A verb lives for some tens of milliseconds and frees next to nothing before it ends. Looking for
garbage while modules load, and taking everything apart on the way out, would cost a fifth of that.
"""

import gc
import os
import sys


def main() -> None:
    """Run one command and end."""
    gc.set_threshold(200_000, 50, 50)
    program = getattr(sys.modules["__main__"], "__file__", "")
    if os.path.basename(program) == "dealtrail" and sys.path[0] == os.path.dirname(program):
        del sys.path[0]  # what lies beside the command is no module, and looking there takes time
    from cli.main import main as run

    code: object = 0
    try:
        run()
    except SystemExit as ending:
        code = ending.code
    if not (code is None or isinstance(code, int)):
        sys.exit(str(code))  # a last word, as `sys.exit` prints it
    # Files and ledgers are closed by now. A reader that went away is met in `cli.main`.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    main()
