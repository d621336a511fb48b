"""People, organisations, and who acts for whom: memberships, invitations, sign-ins and single-use tokens."""

from marketplace.accounts.models.acts import (
    AdminAct,
    Deed,
    OrganisationAlias,
    OrganisationMerger,
    SmallestGroup,
    name_key,
)
from marketplace.accounts.models.links import (
    AddressChange,
    Invitation,
    Token,
    TokenPurpose,
)
from marketplace.accounts.models.people import (
    Membership,
    Organisation,
    OrganisationKind,
    Person,
)
from marketplace.accounts.models.sign_ins import Attempt, KnownDevice, RecoveryCode, SecondFactor, SignIn

__all__ = [
    "AddressChange",
    "AdminAct",
    "Attempt",
    "Deed",
    "Invitation",
    "KnownDevice",
    "Membership",
    "Organisation",
    "OrganisationAlias",
    "OrganisationKind",
    "OrganisationMerger",
    "Person",
    "RecoveryCode",
    "SecondFactor",
    "SignIn",
    "SmallestGroup",
    "Token",
    "TokenPurpose",
    "name_key",
]
