"""The command line: `itnamnd`."""


def main() -> None:
    """Run a command.

    What the command line is made of is loaded when it runs: worker processes import the program that started them.
    """
    from itnamnd_xl.cli.main import main as run  # noqa: PLC0415 - as said

    run()


__all__ = ["main"]
