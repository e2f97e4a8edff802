"""What was this installation told? Read once at start, every fault at once, each with its mend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Protocol, Self

from pydantic import (
    AfterValidator,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.configuration import validators as values
from bot.configuration.setting_types import WebAddress, hidden
from bot.privacy.sealing.keys import NEW_KEY, read_key_file


class SettingsFault(Exception):
    """The settings cannot be used. `faults`: one line each, with the name and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Settings to mend:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


class DeclaresSettings(Protocol):
    """Somebody with settings of their own, a provider for one."""

    @property
    def missing(self) -> Callable[[Any, Collection[str]], Iterable[str]]:
        """What is missing among these settings, a line each; the names of those that are wrong
        were meant to be set, too."""


class Settings(BaseSettings):
    """Read from the environment, then from `.env`; docs/settings.md explains each name.

    What a provider needs stands with the provider, in a class that begins with these."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    environment: Literal["development", "production"] = Field(
        "development", validation_alias="DALIL_ENVIRONMENT"
    )
    data_dir: Annotated[Path, AfterValidator(values.data_folder)] = Field(
        Path("var"), validation_alias="DALIL_DATA_DIR"
    )
    database_url: Annotated[SecretStr, hidden(values.database_address)] | None = Field(
        None, validation_alias="DATABASE_URL"
    )
    host: str = Field("127.0.0.1", validation_alias="DALIL_HOST")
    port: int = Field(8080, ge=0, le=65535, validation_alias="DALIL_PORT")
    public_url: WebAddress | None = Field(None, validation_alias="DALIL_PUBLIC_URL")
    pack: Annotated[str, AfterValidator(values.pack_that_is_there)] = Field(
        "jendouba_kairouan", validation_alias="DALIL_PACK"
    )
    secret_key: Annotated[SecretStr, hidden(values.sealing_key)] | None = Field(
        None, validation_alias="DALIL_SECRET_KEY"
    )
    secret_key_file: Annotated[Path, AfterValidator(values.sealing_key_file)] | None = Field(
        None, validation_alias="DALIL_SECRET_KEY_FILE"
    )
    webchat: bool | None = Field(None, validation_alias="DALIL_WEBCHAT")
    metrics_token: Annotated[SecretStr, hidden(values.bearer_token)] | None = Field(
        None, validation_alias="DALIL_METRICS_TOKEN"
    )
    open_data_per_minute: int = Field(
        120, ge=0, le=100_000, validation_alias="DALIL_OPEN_DATA_PER_MINUTE"
    )
    pages_per_minute: int = Field(600, ge=0, le=100_000, validation_alias="DALIL_PAGES_PER_MINUTE")
    trusted_proxies: int | None = Field(None, ge=0, le=10, validation_alias="DALIL_TRUSTED_PROXIES")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias="DALIL_LOG_LEVEL"
    )

    providers: ClassVar[tuple[DeclaresSettings, ...]] = ()
    """Whose settings these are besides: see bot/channels/all_settings.py."""

    @property
    def is_production(self) -> bool:
        """Whether people are served: then every secret has to be there."""
        return self.environment == "production"

    @property
    def proxies(self) -> int:
        """How many stand before us; we speak no TLS, so in production one at least."""
        return int(self.is_production) if self.trusted_proxies is None else self.trusted_proxies

    @property
    def sealing_key(self) -> str | None:
        """The secret key, or during a change several, wherever it is kept; None: none was told."""
        if self.secret_key_file is not None:
            return read_key_file(self.secret_key_file)
        return self.secret_key.get_secret_value() if self.secret_key else None

    @property
    def webchat_is_on(self) -> bool:
        """The page at /try: for everybody in development, only on demand in production."""
        return not self.is_production if self.webchat is None else self.webchat

    @property
    def database(self) -> str:
        """The database's address: DATABASE_URL, or a SQLite file in the data folder."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite://{self.data_dir / 'dalil.sqlite3'}"

    @property
    def site(self) -> str:
        """Where a browser finds this service, without a slash at the end."""
        if self.public_url:
            return self.public_url
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host
        return f"http://{host}:{self.port}"

    @model_validator(mode="wrap")
    @classmethod
    def _complete(cls, told: dict[str, Any], check: ModelWrapValidatorHandler[Self]) -> Self:
        """What is missing is told together with what is wrong, not after that was mended."""
        wrong: dict[str, str] = {}
        try:
            settings = check(told)
        except ValidationError as error:
            wrong = faults_in(error)
            settings = check({name: value for name, value in told.items() if name not in wrong})
        more = [fault for fault in _missing(settings, wrong) if _name_in(fault) not in wrong]
        if wrong or more:
            raise ValueError("\n".join([*wrong.values(), *more]))
        return settings


def faults_in(error: ValidationError) -> dict[str, str]:
    """What is wrong, by the name of the setting; by "" what several of them are wrong in."""
    faults: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_input=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        what = detail["msg"].removeprefix("Value error, ")
        faults[name] = what if what.startswith(name) else f"{name}: {what}"
    return faults


def _missing(settings: Settings, wrong: Collection[str]) -> list[str]:
    """What is missing among settings that go together, a line each that begins with its name."""
    told = [each.missing(settings, wrong) for each in settings.providers]
    return [
        *_key_twice(settings),
        *_missing_in_production(settings, wrong),
        *chain.from_iterable(told),
    ]


def _key_twice(settings: Settings) -> list[str]:
    if settings.secret_key and settings.secret_key_file:
        return ["DALIL_SECRET_KEY_FILE: set this one or DALIL_SECRET_KEY, not both"]
    return []


def _missing_in_production(settings: Settings, wrong: Collection[str]) -> list[str]:
    if not settings.is_production:
        return []
    faults = []
    if settings.sealing_key is None and "DALIL_SECRET_KEY_FILE" not in wrong:
        # A key generated beside the database would be lost, or leak, together with it.
        faults.append(f"DALIL_SECRET_KEY: needed in production: make one with {NEW_KEY}")
    if settings.public_url is None:
        faults.append("DALIL_PUBLIC_URL: needed in production, like https://dalil.example.org")
    elif not settings.public_url.startswith("https://"):
        faults.append("DALIL_PUBLIC_URL: must begin with https:// in production")
    return faults


def _name_in(fault: str) -> str:
    return fault.partition(":")[0]
