"""The starter pack, as the tests of the directory have it."""

from tests.services_directory.conftest import pack, programme

__all__ = ["pack", "programme"]
