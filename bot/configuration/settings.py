"""What was this installation told? Read once at start, every fault at once, each with its mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

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
from bot.configuration.completeness import missing
from bot.configuration.sms_prefixes import read_prefixes
from bot.configuration.whatsapp_templates import read_templates


def _hidden(check: Callable[[str], str]) -> AfterValidator:
    """`check` for a value that is never shown."""
    return AfterValidator(lambda secret: SecretStr(check(secret.get_secret_value())))


def _readable(read: Callable[[str], object]) -> AfterValidator:
    """For a value that `read` must be able to read; it is kept as written."""

    def check(told: str) -> str:
        read(told)
        return told

    return AfterValidator(check)


PerSecond = Annotated[float, Field(ge=0, le=1000)]
"""Messages a second; 0: as fast as it goes."""

WebAddress = Annotated[str, AfterValidator(values.web_address)]
SecretInAddress = Annotated[SecretStr, _hidden(values.secret_in_an_address)]


class SettingsFault(Exception):
    """The settings cannot be used. `faults`: one line each, with the name and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Settings to mend:\n" + "\n".join(f"  - {fault}" for fault in faults))
        self.faults = faults


class Settings(BaseSettings):
    """Read from the environment, then from `.env`; docs/settings.md explains each name."""

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
    database_url: Annotated[SecretStr, _hidden(values.database_address)] | None = Field(
        None, validation_alias="DATABASE_URL"
    )
    host: str = Field("127.0.0.1", validation_alias="DALIL_HOST")
    port: int = Field(8080, ge=0, le=65535, validation_alias="DALIL_PORT")
    public_url: WebAddress | None = Field(None, validation_alias="DALIL_PUBLIC_URL")
    pack: Annotated[str, AfterValidator(values.pack_that_is_there)] = Field(
        "jendouba_kairouan", validation_alias="DALIL_PACK"
    )
    secret_key: Annotated[SecretStr, _hidden(values.sealing_key)] | None = Field(
        None, validation_alias="DALIL_SECRET_KEY"
    )
    webchat: bool | None = Field(None, validation_alias="DALIL_WEBCHAT")
    metrics_token: Annotated[SecretStr, _hidden(values.bearer_token)] | None = Field(
        None, validation_alias="DALIL_METRICS_TOKEN"
    )
    open_data_per_minute: int = Field(
        120, ge=0, le=100_000, validation_alias="DALIL_OPEN_DATA_PER_MINUTE"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias="DALIL_LOG_LEVEL"
    )
    telegram_token: Annotated[SecretStr, _hidden(values.token_of_botfather)] | None = Field(
        None, validation_alias="TELEGRAM_TOKEN"
    )
    telegram_api_url: WebAddress = Field(
        "https://api.telegram.org", validation_alias="TELEGRAM_API_URL"
    )
    telegram_webhook_secret: SecretInAddress | None = Field(
        None, validation_alias="TELEGRAM_WEBHOOK_SECRET"
    )
    telegram_per_second: PerSecond = Field(30, validation_alias="TELEGRAM_PER_SECOND")
    telegram_chat_per_second: PerSecond = Field(1, validation_alias="TELEGRAM_CHAT_PER_SECOND")
    twilio_account_sid: Annotated[str, AfterValidator(values.twilio_account)] | None = Field(
        None, validation_alias="TWILIO_ACCOUNT_SID"
    )
    twilio_auth_token: SecretStr | None = Field(None, validation_alias="TWILIO_AUTH_TOKEN")
    twilio_auth_token_secondary: SecretStr | None = Field(
        None, validation_alias="TWILIO_AUTH_TOKEN_SECONDARY"
    )
    twilio_from: Annotated[str, AfterValidator(values.number_or_name)] | None = Field(
        None, validation_alias="TWILIO_FROM"
    )
    twilio_messaging_service_sid: str | None = Field(
        None, validation_alias="TWILIO_MESSAGING_SERVICE_SID"
    )
    twilio_whatsapp_from: Annotated[str, AfterValidator(values.number_with_whatsapp)] | None = (
        Field(None, validation_alias="TWILIO_WHATSAPP_FROM")
    )
    twilio_whatsapp_templates: Annotated[str, _readable(read_templates)] | None = Field(
        None, validation_alias="TWILIO_WHATSAPP_TEMPLATES"
    )
    twilio_whatsapp_per_second: PerSecond = Field(80, validation_alias="TWILIO_WHATSAPP_PER_SECOND")
    twilio_messenger_from: Annotated[str, AfterValidator(values.page_of_facebook)] | None = Field(
        None, validation_alias="TWILIO_MESSENGER_FROM"
    )
    twilio_messenger_per_second: PerSecond = Field(
        30, validation_alias="TWILIO_MESSENGER_PER_SECOND"
    )
    twilio_api_url: WebAddress = Field("https://api.twilio.com", validation_alias="TWILIO_API_URL")
    twilio_per_second: PerSecond = Field(1, validation_alias="TWILIO_PER_SECOND")

    sms_routes: Annotated[str, _readable(read_prefixes)] | None = Field(
        None, validation_alias="DALIL_SMS_ROUTES"
    )
    sms_answer_number: Annotated[str, AfterValidator(values.number_to_answer)] | None = Field(
        None, validation_alias="DALIL_SMS_ANSWER_TO"
    )
    android_sms_url: WebAddress | None = Field(None, validation_alias="ANDROID_SMS_URL")
    android_sms_user: str | None = Field(None, validation_alias="ANDROID_SMS_USER")
    android_sms_password: SecretStr | None = Field(None, validation_alias="ANDROID_SMS_PASSWORD")
    android_sms_signing_key: SecretStr | None = Field(
        None, validation_alias="ANDROID_SMS_SIGNING_KEY"
    )
    android_sms_per_second: PerSecond = Field(0.25, validation_alias="ANDROID_SMS_PER_SECOND")
    kannel_sendsms_url: WebAddress | None = Field(None, validation_alias="KANNEL_SENDSMS_URL")
    kannel_user: str | None = Field(None, validation_alias="KANNEL_USER")
    kannel_password: SecretStr | None = Field(None, validation_alias="KANNEL_PASSWORD")
    kannel_from: Annotated[str, AfterValidator(values.short_code)] | None = Field(
        None, validation_alias="KANNEL_FROM"
    )
    kannel_reports_url: WebAddress | None = Field(None, validation_alias="KANNEL_REPORTS_URL")
    kannel_inbound_secret: SecretInAddress | None = Field(
        None, validation_alias="KANNEL_INBOUND_SECRET"
    )
    kannel_per_second: PerSecond = Field(10, validation_alias="KANNEL_PER_SECOND")

    @property
    def is_production(self) -> bool:
        """Whether people are served: then every secret has to be there."""
        return self.environment == "production"

    @property
    def webchat_is_on(self) -> bool:
        """The page at /try: for everybody in development, only on demand in production."""
        return not self.is_production if self.webchat is None else self.webchat

    @property
    def telegram_is_on(self) -> bool:
        """Whether a token of Telegram is there."""
        return self.telegram_token is not None

    @property
    def sms_is_on(self) -> bool:
        """Whether any route for SMS is set up."""
        return bool(self.sms_providers)

    @property
    def sms_providers(self) -> tuple[str, ...]:
        """The SMS routes that are set up, by the names DALIL_SMS_ROUTES knows them by."""
        told = {
            "twilio": self.twilio_account_sid and self.twilio_sms_sender,
            "android": self.android_sms_url,
            "kannel": self.kannel_sendsms_url,
        }
        return tuple(name for name, setting in told.items() if setting)

    @property
    def twilio_sms_sender(self) -> str | None:
        """What sends SMS through Twilio: a number or name, or a messaging service."""
        return self.twilio_from or self.twilio_messaging_service_sid

    @property
    def whatsapp_templates(self) -> dict[tuple[str, str], str]:
        """The approved templates, by kind of message and language."""
        told = self.twilio_whatsapp_templates
        return read_templates(told) if told else {}

    @property
    def sms_prefixes(self) -> dict[str, str]:
        """Which route sends to which numbers; a single one sends to all, unless told otherwise."""
        if self.sms_routes:
            return read_prefixes(self.sms_routes)
        return dict.fromkeys("*", self.sms_providers[0]) if self.sms_providers else {}

    @property
    def sms_one_way(self) -> frozenset[str]:
        """The SMS routes whose sender cannot be answered: those that show a name."""
        sender = self.twilio_sms_sender
        is_name = bool(sender) and sender == self.twilio_from and not str(sender).startswith("+")
        return frozenset({"twilio"} if is_name else ())

    @property
    def sms_answer_to(self) -> str | None:
        """What number a message from there names: the one told, or the operator's."""
        return self.sms_answer_number or (self.kannel_from if self.kannel_sendsms_url else None)

    @property
    def twilio_auth_tokens(self) -> tuple[str, ...]:
        """Every token whose signatures are good: the first signs what we send.

        During a change two are: `new,old` in one setting, or the old one in the secondary."""
        both = (self.twilio_auth_token, self.twilio_auth_token_secondary)
        told = ",".join(token.get_secret_value() for token in both if token)
        return tuple(token for part in told.split(",") if (token := part.strip()))

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
            wrong = _faults(error)
            settings = check({name: value for name, value in told.items() if name not in wrong})
        more = [fault for fault in missing(settings, wrong) if fault.partition(":")[0] not in wrong]
        if wrong or more:
            raise ValueError("\n".join([*wrong.values(), *more]))
        return settings


def load_settings(env_file: Path | str | None = ".env") -> Settings:
    """The settings, checked all together. Raises SettingsFault with a line for each fault."""
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]  # of pydantic-settings
    except ValidationError as error:
        raise SettingsFault("\n".join(_faults(error).values()).splitlines()) from None


def setting_names() -> tuple[str, ...]:
    """Every name that may be set, in the order of the class."""
    return tuple(str(field.validation_alias) for field in Settings.model_fields.values())


def unknown_names(environment: Mapping[str, str]) -> list[str]:
    """Names that look like ours and are not: a slip of the pen that would go unnoticed."""
    ours = ("DALIL_", "TELEGRAM_", "TWILIO_", "ANDROID_SMS_", "KANNEL_")
    known = setting_names()
    return sorted(name for name in environment if name.startswith(ours) and name not in known)


def _faults(error: ValidationError) -> dict[str, str]:
    """What is wrong, by the name of the setting; by "" what several of them are wrong in."""
    faults: dict[str, str] = {}
    for detail in error.errors(include_url=False, include_input=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        what = detail["msg"].removeprefix("Value error, ")
        faults[name] = what if what.startswith(name) else f"{name}: {what}"
    return faults
