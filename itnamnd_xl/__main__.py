"""`python -m itnamnd_xl` is `itnamnd`."""

from itnamnd_xl.cli import main

if __name__ == "__main__":
    main()
