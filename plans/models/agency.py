"""State agencies, what they are called and when, and who writes for them."""

import datetime

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.one_line import validate_one_line
from plans.collation import COLLATION
from plans.models.natural_keys import depends_on
from plans.validators import validate_code


class AgencyManager(models.Manager["Agency"]):
    def get_by_natural_key(self, code: str) -> "Agency":
        return self.get(code=code)


class Agency(models.Model):
    """A state agency that answers for sub-points; its names change, its code never."""

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[validate_code],
        help_text=_("Lasting short name in capital letters A–Z, for example DMX."),
    )
    abbreviation = models.CharField(
        _("abbreviation"),
        max_length=40,
        blank=True,
        help_text=_("For display only: two agencies may share one."),
        validators=[validate_one_line],
    )
    abbreviation_genitive = models.CharField(
        _("abbreviation, genitive"), max_length=50, blank=True, validators=[validate_one_line]
    )
    self_name = models.CharField(
        _("self-name"),
        max_length=60,
        blank=True,
        help_text=_("What the agency calls itself in its report: “Xidmət”."),
        validators=[validate_one_line],
    )
    self_name_genitive = models.CharField(
        _("self-name, genitive"), max_length=60, blank=True, validators=[validate_one_line]
    )
    protocol_order = models.PositiveIntegerField(_("place in protocol order"), default=1000)

    history = HistoricalRecords()
    objects = AgencyManager()
    names_at_hand: "list[AgencyName]"  # of those that were found with their names, or by them

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["protocol_order", "code"]

    def __str__(self) -> str:
        """The name of today where the names are at hand, else the abbreviation or the code: a word asks for nothing."""
        at_hand: list[AgencyName] = self.__dict__.get("names_at_hand") or []
        return str(name_in_force(at_hand, localdate()) or self.abbreviation or self.code)

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def all_names(self) -> "list[AgencyName]":
        """The names of all times. One query unless they are at hand; prefetch them (`names_prefetch` in `queries.years`)
        where more than one agency is shown.
        """
        at_hand: list[AgencyName] | None = self.__dict__.get("names_at_hand")
        return list(self.names.all()) if at_hand is None else at_hand

    def name_on(self, day: datetime.date) -> "AgencyName | None":
        """The name that held on the day: the latest that began by then. None for an agency without any name."""
        return name_in_force(self.all_names(), day)

    def name_in(self, year: int) -> "AgencyName | None":
        """The name that a report of the year carries: the one of 31 December."""
        return self.name_on(datetime.date(year, 12, 31))


class AgencyNameManager(models.Manager["AgencyName"]):
    def get_by_natural_key(self, agency: str, valid_from: str | None) -> "AgencyName":
        return self.get(agency__code=agency, valid_from=valid_from)


class AgencyName(models.Model):
    """One name of an agency with its case forms, stored because generated forms are sometimes wrong."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names", verbose_name=_("agency"))
    nominative = models.CharField(_("name"), max_length=300, db_collation=COLLATION, validators=[validate_one_line])
    genitive = models.CharField(_("name, genitive"), max_length=300, validators=[validate_one_line])
    official = models.CharField(
        _("full name"),
        max_length=400,
        help_text=_("As printed in the title of a report: “Azərbaycan Respublikasının Dövlət Miqrasiya Xidməti”."),
        validators=[validate_one_line],
    )
    official_genitive = models.CharField(_("full name, genitive"), max_length=400, validators=[validate_one_line])
    valid_from = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        help_text=_("Empty: from the beginning. Where only the month is known, its first day."),
    )

    history = HistoricalRecords()
    objects = AgencyNameManager()

    class Meta:
        verbose_name = _("name of an agency")
        verbose_name_plural = _("names of agencies")
        ordering = ["agency", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "valid_from"], name="agency_has_one_name_at_a_time"),
            models.UniqueConstraint(
                fields=["agency"], condition=models.Q(valid_from__isnull=True), name="agency_has_one_first_name"
            ),
        ]

    def __str__(self) -> str:
        return self.nominative

    @depends_on("plans.agency")
    def natural_key(self) -> tuple[str, str | None]:
        return (self.agency.code, self.valid_from.isoformat() if self.valid_from else None)


def name_in_force(names: list[AgencyName], day: datetime.date) -> AgencyName | None:
    """Of one agency's names the latest that began by the day; the first one where none had begun; None without any."""
    names = sorted(names, key=lambda name: name.valid_from or datetime.date.min)
    valid = [name for name in names if name.valid_from is None or name.valid_from <= day]
    return valid[-1] if valid else next(iter(names), None)


class AgencyAliasManager(models.Manager["AgencyAlias"]):
    def get_by_natural_key(self, agency: str, text: str) -> "AgencyAlias":
        return self.get(agency__code=agency, text=text)


class AgencyAlias(models.Model):
    """Another spelling under which documents speak of an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("agency"))
    text = models.CharField(_("spelling"), max_length=400, validators=[validate_one_line])

    history = HistoricalRecords()
    objects = AgencyAliasManager()

    class Meta:
        verbose_name = _("other spelling of an agency's name")
        verbose_name_plural = _("other spellings of agencies' names")
        ordering = ["agency", "text"]
        constraints = [models.UniqueConstraint(fields=["agency", "text"], name="agency_alias_is_unique")]

    def __str__(self) -> str:
        return self.text

    @depends_on("plans.agency")
    def natural_key(self) -> tuple[str, str]:
        return (self.agency.code, self.text)


class Membership(models.Model):
    """The one agency a person writes for. Coordinators, observers and administrators have none."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership", verbose_name=_("user")
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("agency"))

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self) -> str:
        return f"{self.user} – {self.agency}"
