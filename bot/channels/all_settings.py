"""What was this installation told, for the service as a whole and for every provider?"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from os.path import commonprefix
from pathlib import Path
from typing import Any

from pydantic import ValidationError, create_model
from pydantic.fields import FieldInfo

from bot.channels.provider import Provider
from bot.channels.registry import PROVIDERS, Providers
from bot.configuration.settings import Settings, SettingsFault, faults_in


def load_settings(
    env_file: Path | str | None = ".env",
    told: Mapping[str, object] | None = None,
    providers: Providers = PROVIDERS,
) -> Settings:
    """The settings, checked all together. Raises SettingsFault with a line for each fault.

    `told` comes before the environment, by the names of the fields."""
    try:
        # The name that begins with an underscore is of pydantic-settings.
        given: dict[str, Any] = {"_env_file": env_file, **(told or {})}
        return settings_class(providers)(**given)
    except ValidationError as error:
        raise SettingsFault("\n".join(faults_in(error).values()).splitlines()) from None


@cache
def settings_class(providers: Providers) -> type[Settings]:
    """The general settings and those of all providers, in one class."""
    bases = tuple(dict.fromkeys(each.settings for each in providers)) or (Settings,)
    made: type[Settings] = create_model("Settings", __base__=bases)
    made.providers = providers
    return made


def setting_names(providers: Providers = PROVIDERS) -> tuple[str, ...]:
    """Every name that may be set."""
    fields = settings_class(providers).model_fields
    return tuple(_name_of(name, each) for name, each in fields.items())


def unknown_names(environment: Mapping[str, str], providers: Providers = PROVIDERS) -> list[str]:
    """Names that look like ours and are not: a slip of the pen that would go unnoticed."""
    known = setting_names(providers)
    ours = ("DALIL_", *(begin for each in providers if (begin := _begin_of(each))))
    return sorted(name for name in environment if name.startswith(ours) and name not in known)


def _begin_of(provider: Provider[Any]) -> str:
    """What the names of all its settings begin with: "ANDROID_SMS_"."""
    own = provider.settings.model_fields.keys() - Settings.model_fields.keys()
    names = [_name_of(name, provider.settings.model_fields[name]) for name in own]
    return "".join(commonprefix(names).rpartition("_")[:2])  # noqa: RUF071  # no paths


def _name_of(name: str, field: FieldInfo) -> str:
    return str(field.validation_alias or name.upper())
